// Klachtenpost turns the mailbox of a complaint committee into a procedure: it
// watches the mailbox over IMAP, makes cases of complaints, brings them to the
// director and keeps everybody informed by mail. Nobody logs in anywhere.
//
// This package wires the rooms together: configuration, the daemon's loops and
// the sub-commands. It is the only place with a clock and with chance. It knows
// no rule of the procedure (package workflow), no wording (templates), no mail
// protocol (mailbox) and no SQL (store).
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

const usage = `usage: klachtenpost COMMAND [options]

  run      watch the mailbox and do the work, until stopped
  demo     the same on an in-memory mail server, with a complaint on its way
  check    look at the configuration and the mail servers, and say what to do
  status   whether it runs and whether all is well
  login    log in to Microsoft 365 or another provider once, with a code
  backup   copy the database to a file, also while it runs
  term     when a term ends: klachtenpost term 2026-04-02 6w
  read     how a mail is read: klachtenpost read FILE…
  version

klachtenpost COMMAND -h lists the options of a command.
`

func main() { os.Exit(command(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// command runs one sub-command and gives the exit code.
func command(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	switch args[0] {
	case "run":
		return runRun(args[1:], stderr)
	case "demo":
		return runDemo(args[1:], stdout, stderr)
	case "check":
		return runCheck(args[1:], stdout, stderr)
	case "status":
		return runStatus(args[1:], stdout, stderr)
	case "login":
		return runLogin(args[1:], stdout, stderr)
	case "backup":
		return runBackup(args[1:], stdout, stderr)
	case "term":
		return runTerm(args[1:], stdout, stderr)
	case "read":
		return runRead(args[1:], stdin, stdout, stderr)
	case "version":
		fmt.Fprintln(stdout, version())
		return exitOK
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return exitOK
	}
	fmt.Fprintf(stderr, "klachtenpost: no command %q\n\n%s", args[0], usage)
	return exitUsage
}

// version is what the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "klachtenpost (unknown version)"
	}
	return "klachtenpost " + info.Main.Version + " " + info.GoVersion
}
