package main

import (
	"fmt"
	"io"
	"time"

	"klachtenpost/templates"
	"klachtenpost/workflow/terms"
)

// runCheck looks at the configuration and the texts without connecting anywhere,
// and says in words what would happen.
func runCheck(args []string, stdout, stderr io.Writer) int {
	cfg, code := configFlag("check", args, stderr)
	if code != exitOK {
		return code
	}
	texts, err := templates.Load(cfg.Templates.Dir)
	if err != nil {
		fmt.Fprintf(stderr, "klachtenpost: texts: %v\n", err)
		return exitUsage
	}
	p := cfg.procedure()
	fmt.Fprintf(stdout, "configuration  %s: good\n", cfg.File)
	fmt.Fprintf(stdout, "mailbox        %s\n", cfg.Mailbox.Address)
	fmt.Fprintf(stdout, "incoming       %s:%d (%s)\n", cfg.IMAP.Host, cfg.IMAP.Port, cfg.IMAP.TLS)
	fmt.Fprintf(stdout, "outgoing       %s:%d (%s)\n", cfg.SMTP.Host, cfg.SMTP.Port, cfg.SMTP.TLS)
	fmt.Fprintf(stdout, "secretary      %s\n", p.Secretary.Name)
	fmt.Fprintf(stdout, "director       %s <%s>\n", p.Director.Name, p.Director.Address.Addr())
	if p.Board.Address.IsZero() {
		fmt.Fprintln(stdout, "board          none: a complaint about the director cannot go there")
	} else {
		fmt.Fprintf(stdout, "board          %s <%s>\n", p.Board.Name, p.Board.Address.Addr())
	}
	if list := texts.Replaced(); len(list) > 0 {
		fmt.Fprintf(stdout, "own texts      %v\n", list)
	}
	if p.Calendar.Termijnenwet && !p.Calendar.Covered(terms.Of(time.Now(), p.Location).Year+1) {
		fmt.Fprintln(stdout, "warning        next year's equated days are not known: set calendar.equated_days and calendar.equated_until")
	}
	if cfg.Mode.Trial {
		fmt.Fprintln(stdout, "mode           trial: every mail goes to the secretary")
	}
	return exitOK
}
