/** What an image should stay below to be taken into the Marketplace, bytes. */
export const imageSizeLimit = 500e6;
