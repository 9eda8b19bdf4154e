// Klachtenpost turns the mailbox of a complaint committee into a procedure: it
// watches the mailbox over IMAP, makes cases of complaints, brings them to the
// director and keeps everybody informed by mail. Nobody logs in anywhere.
//
// This package knows the names of the sub-commands and hands each to its room:
// daemon runs, admin looks, oauth logs in and demo plays. The rooms below cmd are
// the only place with a clock and with chance. They know no rule of the procedure
// (package workflow), no wording (templates), no mail protocol (mailbox) and no
// SQL (store).
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"klachtenpost/cmd/admin"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/demo"
	"klachtenpost/cmd/oauth"
)

const usage = `usage: klachtenpost COMMAND [options]

  run      watch the mailbox and do the work, until stopped
  demo     the same on an in-memory mail server, with a complaint on its way
  check    look at the configuration and the mail servers, and say what to do
  status   whether it runs and whether all is well
  forecast what will be sent if nobody does anything
  login    log in to Microsoft 365 or another provider once, with a code
  pause    let nothing automatic leave: klachtenpost pause -reason "…"
  resume   let it leave again
  backup   copy the database to a file, also while it runs
  restore  put a copy back: klachtenpost restore FILE
  import   take an archive in, without sending anything
  audit    hold the log to its chain of hashes
  report   the figures for the annual report
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
		return config.ExitUsage
	}
	switch args[0] {
	case "run":
		return daemon.Run(args[1:], stderr)
	case "demo":
		return demo.Run(args[1:], stdout, stderr)
	case "check":
		return admin.Check(args[1:], stdout, stderr)
	case "status":
		return admin.Status(args[1:], stdout, stderr)
	case "forecast":
		return admin.Forecast(args[1:], stdout, stderr)
	case "login":
		return oauth.Login(args[1:], stdout, stderr)
	case "report":
		return admin.Report(args[1:], stdout, stderr)
	case "pause":
		return admin.Pause(args[1:], stdout, stderr)
	case "resume":
		return admin.Resume(args[1:], stdout, stderr)
	case "audit":
		return admin.Audit(args[1:], stdout, stderr)
	case "import":
		return admin.Import(args[1:], stdout, stderr)
	case "restore":
		return admin.Restore(args[1:], stdout, stderr)
	case "backup":
		return admin.Backup(args[1:], stdout, stderr)
	case "term":
		return admin.Term(args[1:], stdout, stderr)
	case "read":
		return admin.Read(args[1:], stdin, stdout, stderr)
	case "version":
		fmt.Fprintln(stdout, version())
		return config.ExitOK
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return config.ExitOK
	}
	fmt.Fprintf(stderr, "klachtenpost: no command %q\n\n%s", args[0], usage)
	return config.ExitUsage
}

// version is what the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "klachtenpost (unknown version)"
	}
	return "klachtenpost " + info.Main.Version + " " + info.GoVersion
}
