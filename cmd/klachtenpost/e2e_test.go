package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
)

// site is a whole daemon on a real Dovecot and a real Postfix, in real time. Its
// tests run with KLACHTENPOST_E2E=1.
type site struct {
	t      *testing.T
	cfg    Config
	srv    *real.Servers
	imap   mailbox.Server
	smtp   mailbox.Server
	cancel context.CancelFunc
	ended  chan error
	db     *store.DB

	onEvent func(matter string, d workflow.Decision) // set before start
	onSent  func(store.Outgoing, workflow.Notice)
}

const testBoard = "bestuur@perspectief.example"

// newSite starts the servers. others are people beside those of the organisation
// and Anna.
func newSite(t *testing.T, o real.Options) *site {
	t.Helper()
	o.Users = append(o.Users, testCommittee, testDirector, testBoard, testComplainant)
	s := &site{t: t, srv: real.Start(t, o), cfg: testConfig(t)}
	s.cfg.Mailbox.Poll = time.Second
	s.cfg.Trust.OwnHosts = []string{real.Host}
	s.imap = s.server(s.srv.IMAPS, mailbox.TLSImplicit)
	s.smtp = s.server(s.srv.SMTPS, mailbox.TLSImplicit)
	s.cfg.IMAP.Host, s.cfg.SMTP.Host = real.Host, real.Host // for the log
	t.Cleanup(s.stop)
	return s
}

// server is one of the ports, to be logged in at as the committee. Its name is
// verified as in earnest; only where it leads is the test's.
func (s *site) server(port int, protection string) mailbox.Server {
	return mailbox.Server{
		Host: real.Host, Port: port, TLS: protection, TLSConfig: s.srv.TLS(), Dial: s.srv.Dial(port),
		Username: testCommittee, Auth: mailbox.AuthPassword,
		Password: func(context.Context) (string, error) { return s.srv.Password, nil },
	}
}

// start runs the daemon until stop. It returns when what lay in the mailbox
// before has been listed.
func (s *site) start() {
	s.t.Helper()
	texts, err := templates.Load("")
	if err != nil {
		s.t.Fatal(err)
	}
	if s.db, err = store.Open(s.cfg.Store.Path); err != nil {
		s.t.Fatal(err)
	}
	d := newDaemon(s.cfg, s.db, texts, []byte("testsleutel"), slog.New(slog.NewTextHandler(s.t.Output(), nil)))
	d.imap, d.smtp = s.imap, s.smtp
	d.proc.AnyHour = true // the test does not wait for Tuesday
	d.onEvent, d.onSent = s.onEvent, s.onSent
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel, s.ended = cancel, make(chan error, 1)
	go func() { s.ended <- d.run(ctx) }()
	s.until("the baseline", func() bool {
		listed := ""
		s.view(func(tx *store.Tx) (err error) {
			listed, err = tx.Meta(metaBaseline)
			return err
		})
		return listed != ""
	})
}

func (s *site) stop() {
	if s.cancel == nil {
		return
	}
	s.cancel()
	s.cancel = nil
	if err := <-s.ended; err != nil {
		s.t.Errorf("run() = %v", err)
	}
	if err := s.db.Close(); err != nil {
		s.t.Error(err)
	}
}

func (s *site) view(f func(*store.Tx) error) {
	s.t.Helper()
	if err := s.db.View(context.Background(), f); err != nil {
		s.t.Fatal(err)
	}
}

// until waits for something that should be so within seconds.
func (s *site) until(what string, so func() bool) {
	s.t.Helper()
	for end := time.Now().Add(60 * time.Second); !so(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("not within a minute: %s", what)
		}
	}
}

// inbox is what lies in somebody's inbox, as the program's own reader sees it.
func (s *site) inbox(addr string) []workflow.Message {
	s.t.Helper()
	var list []workflow.Message
	for _, m := range s.srv.Mails(addr, "INBOX") {
		list = append(list, reader.Read(bytes.NewReader(m.Raw), reader.Options{}))
	}
	return list
}

// await waits for a mail of the program in which all of parts stand.
func (s *site) await(addr string, parts ...string) workflow.Message {
	s.t.Helper()
	var found workflow.Message
	s.until(fmt.Sprintf("mail to %s with %q", addr, parts), func() bool {
		for _, m := range s.ours(addr) {
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

// ours are the mails of the program that somebody has.
func (s *site) ours(addr string) []workflow.Message {
	s.t.Helper()
	return slices.DeleteFunc(s.inbox(addr), func(m workflow.Message) bool { return m.Ours == "" })
}

// untilOurs waits until somebody has a number of mails of the program.
func (s *site) untilOurs(addr string, n int) []workflow.Message {
	s.t.Helper()
	s.until(fmt.Sprintf("%d mails at %s", n, addr), func() bool { return len(s.ours(addr)) >= n })
	return s.ours(addr)
}

// wantOurs checks how many mails of the program somebody has.
func (s *site) wantOurs(addr string, want int) {
	s.t.Helper()
	var subjects []string
	for _, m := range s.ours(addr) {
		subjects = append(subjects, m.Subject)
	}
	if len(subjects) != want {
		s.t.Errorf("%d mails of the program at %s, want %d: %q", len(subjects), addr, want, subjects)
	}
}

// wantNothingTwice checks that no mail of the program lies anywhere twice.
func (s *site) wantNothingTwice(addrs ...string) {
	s.t.Helper()
	for _, addr := range addrs {
		seen := make(map[string]string)
		for _, m := range s.ours(addr) {
			if first, twice := seen[m.Ours]; twice {
				s.t.Errorf("%s got twice: %q and %q", addr, first, m.Subject)
			}
			seen[m.Ours] = m.Subject
		}
	}
}

func (s *site) theCase(n workflow.Number) workflow.Case {
	s.t.Helper()
	var c workflow.Case
	s.view(func(tx *store.Tx) (err error) {
		c, err = tx.Case(n)
		return err
	})
	return c
}

// untilCase waits until a case is as it should be.
func (s *site) untilCase(n workflow.Number, what string, so func(workflow.Case) bool) {
	s.t.Helper()
	s.until(string(n)+" "+what, func() bool {
		var c workflow.Case
		err := s.db.View(context.Background(), func(tx *store.Tx) (err error) {
			c, err = tx.Case(n)
			return err
		})
		return err == nil && so(c)
	})
}

// textMail is a mail of text only.
func textMail(from, to, subject, body string, headers ...string) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@client.example>\r\nDate: %s\r\n%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		from, to, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z),
		strings.Join(headers, ""), strings.ReplaceAll(body, "\n", "\r\n"))
}

// reply is what somebody's mail client makes of Reply.
func reply(from string, to workflow.Message, text string) []byte {
	return textMail(from, testCommittee, "Re: "+to.Subject, text+"\n\nOp di 2 sep 2026 om 10:12 schreef Klachtenpost <"+testCommittee+">:\n> "+strings.ReplaceAll(to.Text, "\n", "\n> "),
		"In-Reply-To: <"+to.MessageID+">\r\n", "References: <"+to.MessageID+">\r\n")
}

// decide is the secretary's answer to an Actie: a reply in a mail client on the
// committee's account, sent by submission and kept in Sent.
func (s *site) decide(actie workflow.Message, text string) {
	s.t.Helper()
	raw := reply("Karin van Haperen <"+testCommittee+">", actie, text)
	s.srv.Submit(testCommittee, []string{testCommittee}, raw)
	s.srv.Append(testCommittee, "Sent", raw, imap.FlagSeen)
}

// actie waits for the Actie with a reason in a case that is open and was sent.
func (s *site) actie(n workflow.Number, reason workflow.Reason) workflow.Message {
	s.t.Helper()
	id := ""
	s.untilCase(n, "asks about "+string(reason), func(c workflow.Case) bool {
		for _, q := range c.Questions {
			if q.Kind != workflow.QuestionActie || q.Reason != reason || !q.Open() {
				continue
			}
			s.view(func(tx *store.Tx) error {
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
	s.until("the Actie in the mailbox", func() bool {
		for _, m := range s.inbox(testCommittee) {
			if m.MessageID == id {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// TestRealServers runs the main job on Dovecot and Postfix, with each of the
// three restarted on the way.
func TestRealServers(t *testing.T) {
	s := newSite(t, real.Options{})
	s.start()

	s.srv.Deliver(testComplainant, testCommittee, textMail("Anna Bakker <"+testComplainant+">", testCommittee, "Klacht over de bemiddeling", story))
	ack := s.await(testComplainant, "[K-")
	if strings.Contains(ack.Text, "zonder mijn toestemming") {
		t.Errorf("the acknowledgement repeats the complaint:\n%s", ack.Text)
	}
	toDirector := s.await(testDirector, "zonder mijn toestemming met de")
	number := workflow.Number(fmt.Sprintf("K-%d-0001", time.Now().In(s.cfg.Location).Year()))
	if c := s.theCase(number); c.Status != workflow.StatusWithDirector {
		t.Errorf("status %s, want %s", c.Status, workflow.StatusWithDirector)
	}

	// The director replies in his mail client; the secretary decides with a digit.
	s.srv.Submit(testDirector, []string{testCommittee}, reply("Marieke de Wit <"+testDirector+">", toDirector, "Ik heb mevrouw gesproken."))
	actie := s.actie(number, workflow.ReasonHandler)
	s.srv.RestartDovecot()
	s.srv.RestartPostfix()
	s.decide(actie, "5")
	answered := func(c workflow.Case) bool {
		for _, q := range c.Questions {
			if q.Kind == workflow.QuestionActie && q.Reason == workflow.ReasonHandler {
				return !q.Open()
			}
		}
		return false
	}
	s.untilCase(number, "has the secretary's digit", answered)

	// The trial letter goes from Drafts, in Thunderbird.
	var draft real.Mail
	s.until("the trial letter in Drafts", func() bool {
		drafts := s.srv.Mails(testCommittee, "Drafts")
		if len(drafts) == 1 {
			draft = drafts[0]
		}
		return len(drafts) == 1
	})
	s.srv.SendDraft(testCommittee, draft)
	s.until("the trial letter recognised", func() bool {
		seen := false
		s.view(func(tx *store.Tx) error {
			events, err := tx.Events(workflow.OfficeKey)
			for _, e := range events {
				seen = seen || e.Kind == workflow.EventLetter && e.Proof == workflow.ProofSecret
			}
			return err
		})
		return seen
	})

	// What comes while the daemon is down is taken in once it is back.
	s.stop()
	s.srv.Deliver(testComplainant, testCommittee, reply("Anna Bakker <"+testComplainant+">", ack, "Ik wil nog iets toevoegen: het gesprek was op 3 april."))
	s.start()
	s.actie(number, workflow.ReasonAddition)
	s.untilOurs(testComplainant, 2)
	s.stop()
	s.start()
	time.Sleep(3 * s.cfg.Mailbox.Poll)
	s.wantOurs(testComplainant, 2)
	s.wantOurs(testDirector, 1)
	s.wantNothingTwice(testComplainant, testDirector, testBoard, testCommittee)
	s.view(func(tx *store.Tx) error {
		numbers, err := tx.OpenCases()
		if len(numbers) != 1 {
			t.Errorf("%d cases, want 1", len(numbers))
		}
		return err
	})
}
