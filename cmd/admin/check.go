// Package admin are the commands for the administrator: check, status, backup,
// term and read. It knows how to look at everything beside a daemon that may be
// running, and how to say in words what to do. It decides nothing and sends no
// mail to people; it changes nothing but what check -live learnt and the copy that
// backup makes. It does not know how the daemon works, only what that writes down.
package admin

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/oauth"
	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow/terms"
)

// checker looks at everything an administrator can set, and says in words what
// works, what does not and what to do. It changes nothing.
type checker struct {
	cfg        config.Config
	imap, smtp mailbox.Server
	tokens     *oauth.Tokens
	out        io.Writer
	failed     int
}

// Check looks at the configuration, the texts and the machine, and unless
// told otherwise at the two mail servers: exit 0 when nothing is in the way of
// running, 1 when something is, 2 for the configuration itself.
func Check(args []string, stdout, stderr io.Writer) int {
	var offline, m365, live bool
	var wait time.Duration
	cfg, code := config.OpenWith("check", args, stderr, func(fl *flag.FlagSet) {
		fl.BoolVar(&offline, "offline", false, "connect nowhere")
		fl.BoolVar(&m365, "m365", false, "print the commands for the administrator of Microsoft 365")
		fl.BoolVar(&live, "live", false, "watch the trial letter and a test mail on their way")
		fl.DurationVar(&wait, "wait", 15*time.Minute, "with -live: how `long` to wait for the trial letter to be sent")
	})
	if code != config.ExitOK {
		return code
	}
	if m365 {
		printM365(stdout, cfg)
		return config.ExitOK
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := newChecker(cfg, stdout)
	if live {
		return c.live(ctx, wait)
	}
	if code := c.offline(time.Now()); code != config.ExitOK {
		return code
	}
	if !offline {
		c.online(ctx)
	}
	return c.verdict()
}

func newChecker(cfg config.Config, out io.Writer) *checker {
	c := &checker{cfg: cfg, out: out}
	c.imap, c.smtp, c.tokens = oauth.Servers(cfg, slog.New(slog.DiscardHandler))
	return c
}

func (c *checker) verdict() int {
	if c.failed > 0 {
		fmt.Fprintf(c.out, "\n%d to mend before it can run well.\n", c.failed)
		return config.ExitFailure
	}
	fmt.Fprintln(c.out, "\nNothing is in the way.")
	return config.ExitOK
}

func (c *checker) section(name string) { fmt.Fprintf(c.out, "\n%s\n", name) }

func (c *checker) ok(format string, args ...any) {
	fmt.Fprintf(c.out, "  ok    %s\n", fmt.Sprintf(format, args...))
}

// note is something to know; nothing has to be done.
func (c *checker) note(format string, args ...any) {
	fmt.Fprintf(c.out, "  note  %s\n", fmt.Sprintf(format, args...))
}

// fail is something to mend, with what to do on a line of its own.
func (c *checker) fail(what, do string) {
	c.failed++
	fmt.Fprintf(c.out, "  FAIL  %s\n        -> %s\n", what, do)
}

// advise is fail with advice about a server.
func (c *checker) advise(a advice.Advice) { c.fail(a.What, a.Do) }

// offline looks at what is on this machine.
func (c *checker) offline(now time.Time) int {
	c.section("configuration")
	c.ok("%s", c.cfg.File)
	c.people()
	c.intake()
	if code := c.texts(); code != config.ExitOK {
		return code
	}
	c.calendar(now)
	c.section("this machine")
	c.files()
	c.database()
	if soon := c.cfg.SecretExpiry(terms.Of(now, c.cfg.Location)); soon != "" {
		what, do, _ := strings.Cut(soon, ": ")
		if strings.Contains(what, "ran out") {
			c.fail(what, do)
		} else {
			c.note("%s: %s", what, do)
		}
	}
	return config.ExitOK
}

func (c *checker) people() {
	p := c.cfg.People
	c.ok("mailbox %s, read by %s", c.cfg.Mailbox.Address, p.Secretary.Name)
	c.ok("complaints go to %s <%s>", p.Director.Name, p.Director.Address)
	if p.Board.Address == "" {
		c.note("no board under [people.board]: a complaint about the director waits for the secretary")
	} else {
		c.ok("complaints about the director go to %s <%s>", p.Board.Name, p.Board.Address)
	}
	if p.Chair.Name == "" {
		c.note("no chair under [people.chair]: nobody judges when the director's answer is not accepted")
	}
}

func (c *checker) intake() {
	if c.cfg.Intake.Release == config.ReleaseAlways {
		c.ok("every complaint waits for the secretary before it goes to the director (intake.release)")
	} else {
		c.ok("a plain complaint goes to the director by itself, a doubtful one waits for the secretary (intake.release)")
	}
	if c.cfg.Mode.Trial {
		c.note("on trial: every mail goes to the secretary, with \"zou gaan naar\" above it; set mode.trial = false to go live")
	}
}

func (c *checker) texts() int {
	set, err := templates.Load(c.cfg.Templates.Dir) // renders each for every state when one is replaced
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			c.fail("text: "+line, "mend it in "+c.cfg.Templates.Dir+", or take the file away to use the built-in text")
		}
		return config.ExitUsage
	}
	if own := set.Replaced(); len(own) > 0 {
		c.ok("texts of your own: %s", strings.Join(own, ", "))
	} else {
		c.ok("all texts are the built-in ones")
	}
	return config.ExitOK
}

func (c *checker) calendar(now time.Time) {
	p := c.cfg.Procedure()
	if !p.Calendar.Termijnenwet {
		c.note("calendar.termijnenwet = false: a term may end on a weekend or holiday")
		return
	}
	year := terms.Of(now, c.cfg.Location).Year
	for _, y := range []int{year, year + 1} {
		if !p.Calendar.Covered(y) {
			c.note("the days that are on a par with a holiday in %d are not known: add them to calendar.equated_days and set calendar.equated_until = %d", y, y)
			return
		}
	}
	c.ok("holidays of %d and %d are known", year, year+1)
}

// files looks at who may read and write what.
func (c *checker) files() {
	dir := filepath.Dir(c.cfg.Store.Path)
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.note("%s is not there yet; it is made at the first start", dir)
	case err != nil:
		c.fail(err.Error(), "give the user that runs klachtenpost the right to look into it")
	case info.Mode().Perm()&0o077 != 0:
		c.fail(fmt.Sprintf("others on this machine may look into %s, where the complaints are", dir), "run: chmod 700 "+dir)
	default:
		c.ok("%s is for its owner only", dir)
	}
	c.room(dir)
	for _, path := range []string{c.cfg.Store.Path, filepath.Join(dir, "install.key")} {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			c.fail("others on this machine may read "+path, "run: chmod 600 "+path)
		}
	}
	switch info, err := os.Stat(c.cfg.Backup.Dir); {
	case c.cfg.Backup.Dir == "":
		c.note("no daily copy is made: name another disk in backup.dir")
	case err != nil || !info.IsDir():
		c.fail("backup.dir "+c.cfg.Backup.Dir+" is not there", "make it, and give the user that runs klachtenpost the right to write in it")
	case info.Mode().Perm()&0o077 != 0:
		c.fail("others on this machine may look into "+c.cfg.Backup.Dir, "run: chmod 700 "+c.cfg.Backup.Dir)
	default:
		c.ok("copies go to %s", c.cfg.Backup.Dir)
	}
}

// leastRoom is what a busy year takes, with a copy of it.
const leastRoom = 500 << 20

func (c *checker) room(dir string) {
	var fs syscall.Statfs_t
	if syscall.Statfs(dir, &fs) != nil {
		return
	}
	if free := int64(fs.Bavail) * fs.Bsize; free < leastRoom {
		c.fail(fmt.Sprintf("only %d MB are free on the disk of %s", free>>20, dir), "make room; 500 MB is the least")
	}
}

func (c *checker) database() {
	pid, running, err := store.Holder(c.cfg.Store.Path)
	switch {
	case err != nil:
		c.note("whether it runs cannot be seen: %v", err)
	case running:
		c.ok("klachtenpost runs, as process %d", pid)
	default:
		c.note("klachtenpost does not run")
	}
	db, err := store.OpenReadOnly(c.cfg.Store.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.note("there is no database yet; it is made at the first start")
		return
	case errors.Is(err, store.ErrOlder):
		c.note("%v", err)
		return
	case err != nil:
		what, do, _ := strings.Cut(advice.Store(c.cfg.Store.Path, err), "; ")
		c.fail(what, do)
		return
	}
	defer db.Close()
	c.ok("database %s", c.cfg.Store.Path)
}
