// Package demo plays a complaint on a mail server of its own, in memory and on
// this machine, with the same daemon that run starts. It knows the invented people,
// what each of them writes and which mail each waits for. It knows no rule of the
// procedure and reaches no other machine.
package demo

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/templates"
)

// demoPassword opens every mailbox of the demo.
const demoPassword = "demo"

// persona is one invented person with a mailbox of his own.
type persona struct{ name, addr, part string }

var (
	demoComplainant = persona{"Anna Bakker", "anna.bakker@voorbeeld.example", "complainant"}
	demoSecond      = persona{"Peter Jansen", "peter.jansen@voorbeeld.example", "another complainant"}
	demoSecretary   = persona{"Karin van Haperen", "klachtencommissie@perspectief.example", "secretary, in the committee's mailbox"}
	demoDirector    = persona{"Marieke de Wit", "directeur@perspectief.example", "director"}
	demoBoard       = persona{"Ruud Groen", "bestuur@perspectief.example", "board"}
	demoChair       = persona{"Henk Mulder", "voorzitter@voorbeeld.example", "chair of the committee"}
	demoMember      = persona{"Fatima Yilmaz", "fatima.yilmaz@voorbeeld.example", "member of the committee"}
	demoEmployee    = persona{"Sanne de Boer", "sanne.de.boer@perspectief.example", "employee"}

	personas = []persona{demoComplainant, demoSecond, demoSecretary, demoDirector, demoBoard, demoChair, demoMember, demoEmployee}
)

// demo is the daemon beside a mail server of its own, and the story it tells.
type demo struct {
	dir       string
	committee bool // the story goes on to the besluit
	srv       *mailtest.Server
	out       io.Writer
	mu        sync.Mutex // of out and count
	count     int        // mails written
	db        *store.DB  // the daemon's, to read in
	start     time.Time
}

// Run plays a complaint on an in-memory mail server on this machine. Without
// -once it stays up, so that people can log in with a mail client and go on.
func Run(args []string, stdout, stderr io.Writer) int {
	syscall.Umask(0o077)
	fl := flag.NewFlagSet("demo", flag.ContinueOnError)
	fl.SetOutput(stderr)
	once := fl.Bool("once", false, "end after the story")
	committee := fl.Bool("committee", false, "go on with the committee's part, to the besluit")
	dir := fl.String("dir", "", "`folder` for mails and database (default: a new one)")
	imapAddr := fl.String("imap", "127.0.0.1:1143", "`address` of the IMAP server")
	smtpAddr := fl.String("smtp", "127.0.0.1:1025", "`address` of the SMTP server")
	verbose := fl.Bool("v", false, "show the daemon's log too")
	if err := fl.Parse(args); err != nil || fl.NArg() > 0 {
		return config.ExitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	m := &demo{dir: *dir, committee: *committee, out: stdout, start: time.Now()}
	log := slog.New(slog.DiscardHandler)
	if *verbose {
		log = slog.New(slog.NewTextHandler(stderr, nil))
	}
	if *once && *imapAddr == fl.Lookup("imap").DefValue && *smtpAddr == fl.Lookup("smtp").DefValue {
		*imapAddr, *smtpAddr = "127.0.0.1:0", "127.0.0.1:0" // nobody logs in
	}
	if err := m.run(ctx, *imapAddr, *smtpAddr, *once, log); err != nil {
		fmt.Fprintf(stderr, "klachtenpost demo: %v\n", err)
		return config.ExitFailure
	}
	return config.ExitOK
}

func (m *demo) run(ctx context.Context, imapAddr, smtpAddr string, once bool, log *slog.Logger) error {
	if err := m.folder(); err != nil {
		return err
	}
	m.srv = mailtest.New(mailtest.Options{Password: demoPassword, OnDeliver: m.delivered, Accounts: addresses()})
	defer m.srv.Close()
	imapPort, err := listen(m.srv.ListenIMAP, imapAddr, "-imap")
	if err != nil {
		return err
	}
	smtpPort, err := listen(m.srv.ListenSMTP, smtpAddr, "-smtp")
	if err != nil {
		return err
	}
	cfg, err := m.config(imapPort, smtpPort)
	if err != nil {
		return err
	}
	m.introduce(imapPort, smtpPort, once)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended, err := m.daemon(ctx, cfg, log)
	if err != nil {
		return err
	}
	story := make(chan error, 1)
	go func() { story <- m.story(ctx) }()
	select {
	case err := <-ended:
		return err
	case err := <-story:
		if err != nil && ctx.Err() == nil {
			return err
		}
		if err == nil {
			m.summary(ctx)
		}
	}
	if once || ctx.Err() != nil {
		cancel()
		return <-ended
	}
	m.say("\nThe servers stay up: log in as anybody and go on. Stop with Ctrl-C.\n")
	return <-ended
}

// folder makes the place for mails and database. A demo starts from nothing.
func (m *demo) folder() error {
	var err error
	if m.dir == "" {
		m.dir, err = os.MkdirTemp("", "klachtenpost-demo-")
	} else {
		if _, statErr := os.Stat(filepath.Join(m.dir, "klachten.db")); statErr == nil {
			return fmt.Errorf("%s holds a database already: name a new folder with -dir", m.dir)
		}
		err = os.MkdirAll(m.dir, 0o700)
	}
	if err == nil {
		err = os.MkdirAll(filepath.Join(m.dir, "mails"), 0o700)
	}
	return err
}

func addresses() []string {
	var list []string
	for _, p := range personas {
		list = append(list, p.addr)
	}
	return list
}

// listen opens a port; a taken one is named with what to do.
func listen(f func(string) (net.Addr, error), addr, flagName string) (port int, err error) {
	a, err := f(addr)
	if err != nil {
		return 0, fmt.Errorf("cannot listen on %s (is another demo running?): choose another with %s 127.0.0.1:PORT: %w", addr, flagName, err)
	}
	_, p, err := net.SplitHostPort(a.String())
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(p)
}

// config writes the demo's configuration and reads it the way run does.
func (m *demo) config(imapPort, smtpPort int) (config.Config, error) {
	if err := os.WriteFile(filepath.Join(m.dir, "password"), []byte(demoPassword+"\n"), 0o600); err != nil {
		return config.Config{}, err
	}
	text := fmt.Sprintf(`# Written by klachtenpost demo.
[organisation]
name = "Perspectief Herstelbemiddeling"
committee = "Klachtencommissie Perspectief Herstelbemiddeling"
postal_address = "Postbus 1, 3500 AA Utrecht"
phone = "030 123 45 67"
contact_hours = "dinsdag en donderdag van 9.00 tot 12.00 uur"

[mailbox]
address = %q
poll = "10s"

[imap]
host = "127.0.0.1"
port = %d
tls = "none"
password_file = "password"

[smtp]
host = "127.0.0.1"
port = %d
tls = "none"
password_file = "password"

[people.secretary]
name = %q
days = "di do"
[people.director]
name = %q
address = %q
[people.board]
name = %q
address = %q
[people.chair]
name = %q
address = %q
[[people.members]]
name = %q
address = %q

[trust]
own_hosts = ["mail.example"]

[store]
path = "klachten.db"
`, demoSecretary.addr, imapPort, smtpPort, demoSecretary.name, demoDirector.name, demoDirector.addr,
		demoBoard.name, demoBoard.addr, demoChair.name, demoChair.addr, demoMember.name, demoMember.addr)
	path := filepath.Join(m.dir, "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return config.Config{}, err
	}
	return config.Load(path)
}

// daemon starts the same daemon that run starts. Only office hours do not count
// here: a demo is watched on a Sunday evening too.
func (m *demo) daemon(ctx context.Context, cfg config.Config, log *slog.Logger) (<-chan error, error) {
	texts, err := templates.Load("")
	if err != nil {
		return nil, err
	}
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		return nil, err
	}
	key, err := daemon.InstallKey(filepath.Join(m.dir, "install.key"))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	cfg.Mailbox.Poll = time.Second // the server is our own
	caps := &cfg.Trust.Caps        // what takes months passes here in seconds
	caps.CaseDay, caps.AddressDay, caps.Hour, caps.Day = 1000, 1000, 1000, 1000
	m.db = db
	d := daemon.New(cfg, db, texts, key, log)
	d.Procedure.AnyHour = true
	d.OnEvent = m.decided
	ended := make(chan error, 1)
	go func() {
		err := d.Run(ctx)
		ended <- errors.Join(err, db.Close())
	}()
	return ended, nil
}

func (m *demo) say(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fmt.Fprintf(m.out, format, args...)
}

// introduce tells where everything is.
func (m *demo) introduce(imapPort, smtpPort int, once bool) {
	m.say("Klachtenpost demo. Mails and database: %s\n", m.dir)
	if once {
		m.say("\n")
		return
	}
	m.say(`
Log in with Thunderbird or another mail client (no encryption, password "%s"):
  IMAP 127.0.0.1 port %d · SMTP 127.0.0.1 port %d
`, demoPassword, imapPort, smtpPort)
	for _, p := range personas {
		m.say("  %-40s %s, %s\n", p.addr, p.name, p.part)
	}
	m.say("\n")
}

// who names a mailbox by its person.
func who(addr string) string {
	for _, p := range personas {
		if strings.EqualFold(p.addr, addr) {
			return p.name
		}
	}
	return addr
}
