package daemontest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
)

// Board is the address of the board.
const Board = "bestuur@perspectief.example"

// Site is a whole daemon on a real Dovecot and a real Postfix, in real time. Its
// tests run with KLACHTENPOST_E2E=1.
type Site struct {
	T      *testing.T
	Config config.Config
	Srv    *real.Servers
	IMAP   mailbox.Server
	SMTP   mailbox.Server
	cancel context.CancelFunc
	ended  chan error
	DB     *store.DB

	OnEvent func(matter string, d workflow.Decision) // set before start
	OnSent  func(store.Outgoing, workflow.Notice)
}

// NewSite starts the servers. others are people beside those of the organisation
// and Anna.
func NewSite(t *testing.T, o real.Options) *Site {
	t.Helper()
	o.Users = append(o.Users, cmdtest.Committee, cmdtest.Director, Board, cmdtest.Complainant)
	s := &Site{T: t, Srv: real.Start(t, o), Config: cmdtest.Config(t)}
	s.Config.Mailbox.Poll = time.Second
	s.Config.Trust.OwnHosts = []string{real.Host}
	s.IMAP = s.Port(s.Srv.IMAPS, mailbox.TLSImplicit)
	s.SMTP = s.Port(s.Srv.SMTPS, mailbox.TLSImplicit)
	s.Config.IMAP.Host, s.Config.SMTP.Host = real.Host, real.Host // for the log
	t.Cleanup(s.Stop)
	return s
}

// Port is one of the ports, to be logged in at as the committee. Its name is
// verified as in earnest; only where it leads is the test's.
func (s *Site) Port(port int, protection string) mailbox.Server {
	return mailbox.Server{
		Host: real.Host, Port: port, TLS: protection, TLSConfig: s.Srv.TLS(), Dial: s.Srv.Dial(port),
		Username: cmdtest.Committee, Auth: mailbox.AuthPassword,
		Password: func(context.Context) (string, error) { return s.Srv.Password, nil },
	}
}

// Start runs the daemon until Stop. It returns when what lay in the mailbox
// before has been listed.
func (s *Site) Start() {
	s.T.Helper()
	texts, err := templates.Load("")
	if err != nil {
		s.T.Fatal(err)
	}
	if s.DB, err = store.Open(s.Config.Store.Path); err != nil {
		s.T.Fatal(err)
	}
	d := daemon.New(s.Config, s.DB, texts, []byte("testsleutel"), slog.New(slog.NewTextHandler(s.T.Output(), nil)))
	d.IMAP, d.SMTP = s.IMAP, s.SMTP
	d.Procedure.AnyHour = true // the test does not wait for Tuesday
	d.OnEvent, d.OnSent = s.OnEvent, s.OnSent
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel, s.ended = cancel, make(chan error, 1)
	go func() { s.ended <- d.Run(ctx) }()
	s.Until("the baseline", func() bool {
		listed := ""
		s.View(func(tx *store.Tx) (err error) {
			listed, err = tx.Meta(daemon.MetaBaseline)
			return err
		})
		return listed != ""
	})
}

// Stop ends the daemon and closes the database.
func (s *Site) Stop() {
	if s.cancel == nil {
		return
	}
	s.cancel()
	s.cancel = nil
	if err := <-s.ended; err != nil {
		s.T.Errorf("run() = %v", err)
	}
	if err := s.DB.Close(); err != nil {
		s.T.Error(err)
	}
}

// View reads in the database.
func (s *Site) View(f func(*store.Tx) error) {
	s.T.Helper()
	if err := s.DB.View(context.Background(), f); err != nil {
		s.T.Fatal(err)
	}
}

// Until waits for something that should be so within seconds.
func (s *Site) Until(what string, so func() bool) {
	s.T.Helper()
	for end := time.Now().Add(60 * time.Second); !so(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			s.T.Fatalf("not within a minute: %s", what)
		}
	}
}

// Inbox is what lies in somebody's inbox, as the program's own reader sees it.
func (s *Site) Inbox(addr string) []workflow.Message {
	s.T.Helper()
	var list []workflow.Message
	for _, m := range s.Srv.Mails(addr, "INBOX") {
		list = append(list, reader.Read(bytes.NewReader(m.Raw), reader.Options{}))
	}
	return list
}

// Await waits for a mail of the program in which all of parts stand.
func (s *Site) Await(addr string, parts ...string) workflow.Message {
	s.T.Helper()
	var found workflow.Message
	s.Until(fmt.Sprintf("mail to %s with %q", addr, parts), func() bool {
		for _, m := range s.Ours(addr) {
			all := true
			for _, p := range parts {
				all = all && strings.Contains(m.Subject+"\n"+m.Text, p)
			}
			if all {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// Ours are the mails of the program that somebody has.
func (s *Site) Ours(addr string) []workflow.Message {
	s.T.Helper()
	return slices.DeleteFunc(s.Inbox(addr), func(m workflow.Message) bool { return m.Ours == "" })
}

// UntilOurs waits until somebody has a number of mails of the program.
func (s *Site) UntilOurs(addr string, n int) []workflow.Message {
	s.T.Helper()
	s.Until(fmt.Sprintf("%d mails at %s", n, addr), func() bool { return len(s.Ours(addr)) >= n })
	return s.Ours(addr)
}

// WantOurs checks how many mails of the program somebody has.
func (s *Site) WantOurs(addr string, want int) {
	s.T.Helper()
	var subjects []string
	for _, m := range s.Ours(addr) {
		subjects = append(subjects, m.Subject)
	}
	if len(subjects) != want {
		s.T.Errorf("%d mails of the program at %s, want %d: %q", len(subjects), addr, want, subjects)
	}
}

// WantNothingTwice checks that no mail of the program lies anywhere twice.
func (s *Site) WantNothingTwice(addrs ...string) {
	s.T.Helper()
	for _, addr := range addrs {
		seen := make(map[string]string)
		for _, m := range s.Ours(addr) {
			if first, twice := seen[m.Ours]; twice {
				s.T.Errorf("%s got twice: %q and %q", addr, first, m.Subject)
			}
			seen[m.Ours] = m.Subject
		}
	}
}

// TheCase is a case as stored.
func (s *Site) TheCase(n workflow.Number) workflow.Case {
	s.T.Helper()
	var c workflow.Case
	s.View(func(tx *store.Tx) (err error) {
		c, err = tx.Case(n)
		return err
	})
	return c
}

// UntilCase waits until a case is as it should be.
func (s *Site) UntilCase(n workflow.Number, what string, so func(workflow.Case) bool) {
	s.T.Helper()
	s.Until(string(n)+" "+what, func() bool {
		var c workflow.Case
		err := s.DB.View(context.Background(), func(tx *store.Tx) (err error) {
			c, err = tx.Case(n)
			return err
		})
		return err == nil && so(c)
	})
}

// TextMail is a mail of text only.
func TextMail(from, to, subject, body string, headers ...string) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@client.example>\r\nDate: %s\r\n%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		from, to, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z),
		strings.Join(headers, ""), strings.ReplaceAll(body, "\n", "\r\n"))
}

// Reply is what somebody's mail client makes of Reply.
func Reply(from string, to workflow.Message, text string) []byte {
	return TextMail(from, cmdtest.Committee, "Re: "+to.Subject, text+"\n\nOp di 2 sep 2026 om 10:12 schreef Klachtenpost <"+cmdtest.Committee+">:\n> "+strings.ReplaceAll(to.Text, "\n", "\n> "),
		"In-Reply-To: <"+to.MessageID+">\r\n", "References: <"+to.MessageID+">\r\n")
}

// Decide is the secretary's answer to an Actie: a reply in a mail client on the
// committee's account, sent by submission and kept in Sent.
func (s *Site) Decide(actie workflow.Message, text string) {
	s.T.Helper()
	raw := Reply("Karin van Haperen <"+cmdtest.Committee+">", actie, text)
	s.Srv.Submit(cmdtest.Committee, []string{cmdtest.Committee}, raw)
	s.Srv.Append(cmdtest.Committee, "Sent", raw, imap.FlagSeen)
}

// Actie waits for the Actie with a reason in a case that is open and was sent.
func (s *Site) Actie(n workflow.Number, reason workflow.Reason) workflow.Message {
	s.T.Helper()
	id := ""
	s.UntilCase(n, "asks about "+string(reason), func(c workflow.Case) bool {
		for _, q := range c.Questions {
			if q.Kind != workflow.QuestionActie || q.Reason != reason || !q.Open() {
				continue
			}
			s.View(func(tx *store.Tx) error {
				mails, err := tx.OutgoingOf(c.Key)
				for _, o := range mails {
					notice, _, err := tx.Notice(o.Notice)
					if err != nil {
						return err
					}
					if notice.Question == q.Key && o.State == store.StateSent {
						id = o.MessageID
					}
				}
				return err
			})
		}
		return id != ""
	})
	var found workflow.Message
	s.Until("the Actie in the mailbox", func() bool {
		for _, m := range s.Inbox(cmdtest.Committee) {
			if m.MessageID == id {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// found is the matter a mail of a sender was filed in, "" as long as it is not
// decided on.
func (s *Site) found(from, subject string) (matter string) {
	s.T.Helper()
	s.View(func(tx *store.Tx) error {
		for id := int64(1); id < 500; id++ {
			f, err := tx.Filing(id)
			if err != nil || f.Verdict == "" {
				continue
			}
			m, err := tx.Message(id)
			if err == nil && m.FromShown.Addr() == from && m.Subject == subject {
				matter = cmp.Or(f.Matter, f.Verdict)
			}
		}
		return nil
	})
	return matter
}

// Filed waits until a mail was decided on and tells where it is.
func (s *Site) Filed(from, subject string) (matter string) {
	s.T.Helper()
	s.Until("a decision on "+subject, func() bool { matter = s.found(from, subject); return matter != "" })
	return matter
}

// Events are those of a matter.
func (s *Site) Events(matter string) []workflow.Event {
	s.T.Helper()
	var list []workflow.Event
	s.View(func(tx *store.Tx) (err error) {
		list, err = tx.Events(matter)
		return err
	})
	return list
}

// WantCommitteeUntouched: the mailbox stays the secretary's. Nothing is marked as
// read, flagged or deleted.
func (s *Site) WantCommitteeUntouched() {
	s.T.Helper()
	for _, m := range s.Srv.Mails(cmdtest.Committee, "INBOX") {
		if slices.Contains(m.Flags, imap.FlagSeen) || slices.Contains(m.Flags, imap.FlagFlagged) || slices.Contains(m.Flags, imap.FlagDeleted) {
			s.T.Errorf("a mail in INBOX has flags %v", m.Flags)
		}
	}
}

// SetCertificate makes both servers show another one.
func (s *Site) SetCertificate(c real.Certificate) {
	s.T.Helper()
	if err := s.Srv.Certificate(c); err != nil {
		s.T.Fatal(err)
	}
	s.Srv.RestartDovecot()
	s.Srv.RestartPostfix()
}

// Acknowledged counts who has mail of the program.
func (s *Site) Acknowledged(addrs []string) int {
	s.T.Helper()
	n := 0
	for _, a := range addrs {
		if len(s.Ours(a)) > 0 {
			n++
		}
	}
	return n
}

// WriteConfig writes the configuration an administrator would.
func (s *Site) WriteConfig() string {
	s.T.Helper()
	dir := s.T.TempDir()
	text := fmt.Sprintf(`[organisation]
name = "Perspectief Herstelbemiddeling"
committee = "Klachtencommissie Perspectief Herstelbemiddeling"
postal_address = "Postbus 1, 3500 AA Utrecht"
phone = "030 123 45 67"
contact_hours = "dinsdag en donderdag van 9.00 tot 12.00 uur"

[mailbox]
address = %q
poll = "10s"

[imap]
host = "localhost"
port = %d
tls = "implicit"
password_file = "wachtwoord"

[smtp]
host = "localhost"
port = %d
tls = "starttls"
password_file = "wachtwoord"

[people.secretary]
name = "Karin van Haperen"
days = "di do"
[people.director]
name = "Marieke de Wit"
address = %q
[people.board]
name = "Ruud Groen"
address = %q

[trust]
own_hosts = [%q]

[store]
path = "klachten.db"
`, cmdtest.Committee, s.Srv.IMAPS, s.Srv.Submission, cmdtest.Director, Board, real.Host)
	for name, content := range map[string]string{"config.toml": text, "wachtwoord": s.Srv.Password + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			s.T.Fatal(err)
		}
	}
	return filepath.Join(dir, "config.toml")
}
