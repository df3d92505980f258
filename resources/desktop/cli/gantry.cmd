@echo off
rem The command line that comes with the desktop app. It runs on the machine's own Node.js: the app's program
rem refuses to be one.
where node >nul 2>nul
if errorlevel 1 (
  echo gantry: the command line needs Node.js 20.19 or later, and there is no node on the PATH. 1>&2
  exit /b 2
)
node "%~dp0lib\start.cjs" %*
