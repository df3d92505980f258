import fc from 'fast-check';

/**
 * fast-check with one seed for every run, so that a run that fails fails again. To search further afield, set
 * GANTRY_TEST_SEED to another whole number.
 */
fc.configureGlobal({ seed: Number.parseInt(process.env.GANTRY_TEST_SEED ?? '20261121', 10) });

export default fc;
