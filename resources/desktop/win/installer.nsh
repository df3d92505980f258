; Windows looks at the last part of a name only, and .gz belongs to others. So Gantry is offered for it under
; “Open with” and does not become what opens it.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Gantry.bundle" "" "Marketplace app bundle"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Gantry.bundle\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Gantry.bundle\shell\open\command" "" '"$appExe" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.gz\OpenWithProgids" "Gantry.bundle" ""
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.gz\OpenWithProgids" "Gantry.bundle"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Gantry.bundle"
!macroend
