package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
)

const (
	testCommittee   = "klachten@perspectief.example"
	testDirector    = "directeur@perspectief.example"
	testComplainant = "anna.bakker@voorbeeld.nl"
)

// testConfig is that of an invented organisation.
func testConfig(t *testing.T) Config {
	t.Helper()
	c := Defaults()
	c.Organisation = OrganisationConfig{
		Name: "Perspectief Herstelbemiddeling", Committee: "Klachtencommissie Perspectief Herstelbemiddeling",
		PostalAddress: "Postbus 1, 3500 AA Utrecht", Phone: "030 123 45 67", ContactHours: "dinsdag en donderdag, 9.00 tot 12.00 uur",
		Language: "nl", Timezone: "Europe/Amsterdam",
	}
	c.Mailbox.Address = testCommittee
	c.Mailbox.Poll = 10 * time.Minute
	c.Mailbox.NameToComplainant = "Perspectief Herstelbemiddeling"
	c.People.Secretary = PersonConfig{Name: "Karin van Haperen", Days: []time.Weekday{time.Tuesday, time.Thursday}}
	c.People.Director = PersonConfig{Name: "Marieke de Wit", Address: testDirector}
	c.People.Board = PersonConfig{Name: "Ruud Groen", Address: "bestuur@perspectief.example"}
	c.IMAP.Host, c.SMTP.Host, c.IMAP.TLS, c.SMTP.TLS = "localhost", "localhost", TLSNone, TLSNone
	c.IMAP.Password, c.SMTP.Password = "geheim", "geheim"
	c.Store.Path = filepath.Join(t.TempDir(), "klachten.db")
	loc, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	c.Location = loc
	return c
}

// house is a whole daemon beside an in-memory mail server, in a synctest bubble.
type house struct {
	t      *testing.T
	cfg    Config
	srv    *mailtest.Server
	cancel context.CancelFunc
	ended  chan error
	db     *store.DB

	readMail func(io.Reader, reader.Options) workflow.Message // nil: the daemon's own
}

func newHouse(t *testing.T, o mailtest.Options) *house {
	t.Helper()
	o.Accounts = append(o.Accounts, testCommittee, testDirector, "bestuur@perspectief.example", testComplainant)
	h := &house{t: t, cfg: testConfig(t), srv: mailtest.New(o)}
	t.Cleanup(func() {
		h.stop()
		h.srv.Close()
	})
	return h
}

// start runs the daemon until stop.
func (h *house) start() {
	h.t.Helper()
	texts, err := templates.Load("")
	if err != nil {
		h.t.Fatal(err)
	}
	if h.db, err = store.Open(h.cfg.Store.Path); err != nil {
		h.t.Fatal(err)
	}
	d := newDaemon(h.cfg, h.db, texts, []byte("testsleutel"), slog.New(slog.NewTextHandler(h.t.Output(), nil)))
	d.imap.Dial, d.smtp.Dial = h.srv.DialIMAP, h.srv.DialSMTP
	if h.readMail != nil {
		d.readMail = h.readMail
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel, h.ended = cancel, make(chan error, 1)
	go func() { h.ended <- d.run(ctx) }()
}

func (h *house) stop() {
	h.t.Helper()
	if h.cancel == nil {
		return
	}
	h.cancel()
	h.cancel = nil
	if err := <-h.ended; err != nil {
		h.t.Errorf("run() = %v", err)
	}
	if err := h.db.Close(); err != nil {
		h.t.Error(err)
	}
}

// until lets time pass to a moment in Amsterdam.
func (h *house) until(at string) {
	h.t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", at, h.cfg.Location)
	if err != nil {
		h.t.Fatal(err)
	}
	time.Sleep(time.Until(when))
	synctest.Wait()
}

// send delivers a plain mail to the committee.
func (h *house) send(from, subject, body string, headers ...string) {
	h.t.Helper()
	raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@voorbeeld.nl>\r\nDate: %s\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, testCommittee, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z),
		strings.Join(headers, ""), strings.ReplaceAll(body, "\n", "\r\n"))
	h.srv.Deliver(testCommittee, []byte(raw))
}

// got are the mails in somebody's folder, as the program's own reader sees them.
func (h *house) got(addr, folder string) []workflow.Message {
	var list []workflow.Message
	for _, m := range h.srv.Messages(addr, folder) {
		msg := reader.Read(strings.NewReader(string(m.Raw)), reader.Options{})
		msg.Received = m.InternalDate
		list = append(list, msg)
	}
	return list
}

// last is the newest of them.
func (h *house) last(addr, folder string) workflow.Message {
	h.t.Helper()
	list := h.got(addr, folder)
	if len(list) == 0 {
		h.t.Fatalf("no mail in %s of %s", folder, addr)
	}
	return list[len(list)-1]
}

func (h *house) theCase(n workflow.Number) workflow.Case {
	h.t.Helper()
	var c workflow.Case
	err := h.db.View(context.Background(), func(tx *store.Tx) (err error) {
		c, err = tx.Case(n)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// wantMails checks how many mails lie in somebody's inbox.
func (h *house) wantMails(addr string, want int) {
	h.t.Helper()
	if got := h.got(addr, "INBOX"); len(got) != want {
		var subjects []string
		for _, m := range got {
			subjects = append(subjects, m.Subject)
		}
		h.t.Fatalf("%d mails at %s, want %d: %q", len(got), addr, want, subjects)
	}
}

const story = `Geachte commissie,

Hierbij dien ik een klacht in over uw bemiddelaar Sanne de Boer. Op 2 april had
ik een gesprek op uw kantoor. Zij heeft daarna zonder mijn toestemming met de
andere partij gebeld en verteld wat ik had gezegd.

Met vriendelijke groet,
Anna Bakker
Lindelaan 12, 3512 AB Utrecht
06 12345678`

// TestWholeDaemon runs a complaint through everything: IMAP, reader, procedure,
// SQLite, texts and SMTP, with a restart in the middle.
func TestWholeDaemon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{})
		h.until("2026-04-14 10:00")
		h.start()
		h.until("2026-04-14 10:12")
		h.send("Anna Bakker <"+testComplainant+">", "Klacht over de bemiddeling", story)
		h.until("2026-04-14 10:14")

		h.wantMails(testComplainant, 1)
		ack := h.last(testComplainant, "INBOX")
		if !strings.Contains(ack.Subject, "[K-2026-0001-3]") || strings.Contains(ack.Text, "Anna") {
			t.Errorf("acknowledgement %q:\n%s", ack.Subject, ack.Text)
		}
		h.wantMails(testDirector, 1)
		toDirector := h.last(testDirector, "INBOX")
		if !strings.Contains(toDirector.Text, "zonder mijn toestemming met de") {
			t.Errorf("the director does not get the complaint:\n%s", toDirector.Text)
		}
		if c := h.theCase("K-2026-0001"); c.Status != workflow.StatusWithDirector {
			t.Errorf("status %s, want %s", c.Status, workflow.StatusWithDirector)
		}

		// Stopped, and started again two days later: nothing is said twice.
		h.stop()
		h.until("2026-04-16 09:00")
		h.start()
		h.until("2026-04-17 07:59")
		h.wantMails(testComplainant, 1)
		h.wantMails(testDirector, 1)

		// The third working day, at eight.
		h.until("2026-04-17 08:01")
		h.wantMails(testDirector, 2)
		reminder := h.last(testDirector, "INBOX")
		if at := reminder.Received.In(h.cfg.Location).Format("2006-01-02 15:04"); at != "2026-04-17 08:00" {
			t.Errorf("reminded at %s", at)
		}
		if len(reminder.References) == 0 || reminder.References[0] != toDirector.MessageID {
			t.Errorf("the reminder is in no thread with the complaint: %q", reminder.References)
		}

		// His answer joins the case and the secretary is asked on her next day.
		h.until("2026-04-17 15:30")
		h.send(testDirector, "Re: "+toDirector.Subject, "Ik heb mevrouw gesproken.", "In-Reply-To: <"+toDirector.MessageID+">\r\n")
		h.until("2026-04-21 08:05")
		actie := h.actie("K-2026-0001")
		h.answerActie(actie, "5")
		h.until("2026-04-28 12:00")
		h.wantMails(testDirector, 2) // the end is far, and his words were read
		h.wantMails(testComplainant, 1)
		h.stop()
	})
}

var codeLine = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}`)

// actie is the newest Actie about a case in the committee's mailbox.
func (h *house) actie(number string) workflow.Message {
	h.t.Helper()
	list := h.got(testCommittee, "INBOX")
	for i := len(list) - 1; i >= 0; i-- {
		if strings.Contains(list[i].Subject, number) && codeLine.MatchString(list[i].Text) && list[i].Ours != "" {
			return list[i]
		}
	}
	h.t.Fatalf("no Actie about %s", number)
	return workflow.Message{}
}

// answerActie is the secretary's reply in her mail client: to the mailbox itself,
// in the thread, with a copy in Sent.
func (h *house) answerActie(actie workflow.Message, text string) {
	h.t.Helper()
	raw := fmt.Sprintf("From: Karin van Haperen <%[1]s>\r\nTo: %[1]s\r\nSubject: RE: %[2]s\r\nMessage-ID: <antwoord-%[3]d@perspectief.example>\r\nIn-Reply-To: <%[4]s>\r\nDate: %[5]s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%[6]s\r\n\r\nVan: Klachtenpost\r\nVerzonden: gisteren\r\nAan: %[1]s\r\nOnderwerp: %[2]s\r\n\r\n> oude tekst\r\n",
		testCommittee, actie.Subject, time.Now().UnixNano(), actie.MessageID, time.Now().Format(time.RFC1123Z), text)
	h.srv.Append(testCommittee, h.srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
	if err := h.srv.Submit(testCommittee, []string{testCommittee}, []byte(raw)); err != nil {
		h.t.Fatal(err)
	}
}

// TestHeldComplaint: the secretary releases a complaint that names the director
// with a digit, and the board gets it.
func TestHeldComplaint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{})
		h.until("2026-03-03 09:00")
		h.start()
		h.until("2026-03-03 09:05")
		h.send("Peter Jansen <"+testComplainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.until("2026-03-03 09:07")
		h.wantMails(testDirector, 0)
		actie := h.actie("K-2026-0001")
		h.answerActie(actie, "2")
		h.until("2026-03-03 09:30")
		h.wantMails(testDirector, 0)
		h.wantMails("bestuur@perspectief.example", 1)
		if c := h.theCase("K-2026-0001"); c.Handler != workflow.RoleBoard {
			t.Errorf("handler %q, want %q", c.Handler, workflow.RoleBoard)
		}
		h.stop()
	})
}
