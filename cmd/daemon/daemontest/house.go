// Package daemontest is a whole daemon for tests, in two makes: House, beside a
// mail server in memory and in a synctest bubble where months pass in a second, and
// Site, on a real Dovecot and Postfix. It delivers mails, lets time pass and reads
// what everybody got. It knows what people and the secretary do in their mail
// clients, and nothing of what is inside the daemon. No program imports it.
package daemontest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// House is a whole daemon beside an in-memory mail server, in a synctest bubble.
type House struct {
	T      *testing.T
	Config config.Config
	Srv    *mailtest.Server
	Cancel context.CancelFunc // ends the daemon; Stop does more
	Ended  chan error
	DB     *store.DB

	ReadMail func(io.Reader, reader.Options) workflow.Message // nil: the daemon's own
	Log      io.Writer                                        // gets the log too; nil: only the test does
	DialSMTP mailbox.Dial                                     // nil: the server itself
	DialIMAP mailbox.Dial                                     // the same
	Key      string                                           // install key; "" for that of all houses
}

// NewHouse makes the mail server and the configuration; Start runs the daemon.
func NewHouse(t *testing.T, o mailtest.Options) *House {
	t.Helper()
	o.Accounts = append(o.Accounts, cmdtest.Committee, cmdtest.Director, "bestuur@perspectief.example", cmdtest.Complainant)
	h := &House{T: t, Config: cmdtest.Config(t), Srv: mailtest.New(o)}
	t.Cleanup(func() {
		h.Stop()
		h.Srv.Close()
	})
	return h
}

// Start runs the daemon until Stop.
func (h *House) Start() {
	h.T.Helper()
	texts, err := templates.Load("")
	if err != nil {
		h.T.Fatal(err)
	}
	if h.DB, err = store.Open(h.Config.Store.Path); err != nil {
		h.T.Fatal(err)
	}
	key := h.Key
	if key == "" {
		key = "testsleutel"
	}
	out := h.T.Output()
	if h.Log != nil {
		out = io.MultiWriter(out, h.Log)
	}
	d := daemon.New(h.Config, h.DB, texts, []byte(key), slog.New(slog.NewTextHandler(out, nil)))
	d.IMAP.Dial, d.SMTP.Dial = h.Srv.DialIMAP, h.Srv.DialSMTP
	if h.DialSMTP != nil {
		d.SMTP.Dial = h.DialSMTP
	}
	if h.DialIMAP != nil {
		d.IMAP.Dial = h.DialIMAP
	}
	if h.ReadMail != nil {
		d.ReadMail = h.ReadMail
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.Cancel, h.Ended = cancel, make(chan error, 1)
	go func() { h.Ended <- d.Run(ctx) }()
}

// Stop ends the daemon and closes the database.
func (h *House) Stop() {
	h.T.Helper()
	if h.Cancel == nil {
		return
	}
	h.Cancel()
	h.Cancel = nil
	if err := <-h.Ended; err != nil {
		h.T.Errorf("run() = %v", err)
	}
	if err := h.DB.Close(); err != nil {
		h.T.Error(err)
	}
}

// Until lets time pass to a moment in Amsterdam.
func (h *House) Until(at string) {
	h.T.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", at, h.Config.Location)
	if err != nil {
		h.T.Fatal(err)
	}
	time.Sleep(time.Until(when))
	synctest.Wait()
}

// Today is the civil day in Amsterdam.
func (h *House) Today() terms.Date { return terms.Of(time.Now(), h.Config.Location) }

// Send delivers a plain mail to the committee.
func (h *House) Send(from, subject, body string, headers ...string) {
	h.T.Helper()
	raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@voorbeeld.nl>\r\nDate: %s\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, cmdtest.Committee, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z),
		strings.Join(headers, ""), strings.ReplaceAll(body, "\n", "\r\n"))
	h.Srv.Deliver(cmdtest.Committee, []byte(raw))
}

// Got are the mails in somebody's folder, as the program's own reader sees them.
func (h *House) Got(addr, folder string) []workflow.Message {
	var list []workflow.Message
	for _, m := range h.Srv.Messages(addr, folder) {
		msg := reader.Read(strings.NewReader(string(m.Raw)), reader.Options{})
		msg.Received = m.InternalDate
		list = append(list, msg)
	}
	return list
}

// Last is the newest of them.
func (h *House) Last(addr, folder string) workflow.Message {
	h.T.Helper()
	list := h.Got(addr, folder)
	if len(list) == 0 {
		h.T.Fatalf("no mail in %s of %s", folder, addr)
	}
	return list[len(list)-1]
}

// TheCase is a case as stored.
func (h *House) TheCase(n workflow.Number) workflow.Case {
	h.T.Helper()
	var c workflow.Case
	err := h.DB.View(context.Background(), func(tx *store.Tx) (err error) {
		c, err = tx.Case(n)
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return c
}

// WantMails checks how many mails lie in somebody's inbox.
func (h *House) WantMails(addr string, want int) {
	h.T.Helper()
	if got := h.Got(addr, "INBOX"); len(got) != want {
		var subjects []string
		for _, m := range got {
			subjects = append(subjects, m.Subject)
		}
		h.T.Fatalf("%d mails at %s, want %d: %q", len(got), addr, want, subjects)
	}
}

var codeLine = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}`)

// Actie is the newest Actie about a case in the committee's mailbox.
func (h *House) Actie(number string) workflow.Message {
	h.T.Helper()
	list := h.Got(cmdtest.Committee, "INBOX")
	for i := len(list) - 1; i >= 0; i-- {
		if strings.Contains(list[i].Subject, number) && codeLine.MatchString(list[i].Text) && list[i].Ours != "" {
			return list[i]
		}
	}
	h.T.Fatalf("no Actie about %s", number)
	return workflow.Message{}
}

// AnswerActie is the secretary's reply in her mail client: to the mailbox itself,
// in the thread, with a copy in Sent.
func (h *House) AnswerActie(actie workflow.Message, text string) {
	h.T.Helper()
	// Two answers of one moment are two mails, each with an id of its own.
	raw := fmt.Sprintf("From: Karin van Haperen <%[1]s>\r\nTo: %[1]s\r\nSubject: RE: %[2]s\r\nMessage-ID: <antwoord-%[3]d-%[4]s>\r\nIn-Reply-To: <%[4]s>\r\nDate: %[5]s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%[6]s\r\n\r\nVan: Klachtenpost\r\nVerzonden: gisteren\r\nAan: %[1]s\r\nOnderwerp: %[2]s\r\n\r\n> oude tekst\r\n",
		cmdtest.Committee, actie.Subject, time.Now().UnixNano(), actie.MessageID, time.Now().Format(time.RFC1123Z), text)
	h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
	if err := h.Srv.Submit(cmdtest.Committee, []string{cmdtest.Committee}, []byte(raw)); err != nil {
		h.T.Fatal(err)
	}
}

// Reply is somebody's answer to a mail of ours, or of the secretary, in the shape
// their client gives it.
func (h *House) Reply(from string, to workflow.Message, text string) {
	h.T.Helper()
	time.Sleep(time.Second) // an id is made of the moment
	raw := Reply(from, to, text)
	if err := h.Srv.Submit(reader.Read(strings.NewReader(string(raw)), reader.Options{}).From.Addr(), []string{cmdtest.Committee}, raw); err != nil {
		h.T.Fatal(err)
	}
}

// Draft is the newest letter in Drafts of which the text holds s, and its UID.
func (h *House) Draft(s string) (m workflow.Message, uid uint32) {
	h.T.Helper()
	list := h.Srv.Messages(cmdtest.Committee, h.Srv.FolderName("\\Drafts"))
	for i := len(list) - 1; i >= 0; i-- {
		m := reader.Read(strings.NewReader(string(list[i].Raw)), reader.Options{})
		if strings.Contains(m.Subject+"\n"+m.Text, s) {
			return m, list[i].UID
		}
	}
	h.T.Fatalf("no draft with %q", s)
	return workflow.Message{}, 0
}

// SendDraft is the secretary sending a letter from Drafts; edit, which may be nil,
// is what she changed in it. It gives the letter as it was sent.
func (h *House) SendDraft(s string, edit func(string) string) workflow.Message {
	h.T.Helper()
	_, uid := h.Draft(s)
	change := func(raw []byte) []byte {
		if edit == nil {
			return raw
		}
		return []byte(edit(string(raw)))
	}
	raw, err := h.Srv.SendDraft(cmdtest.Committee, uid, change)
	if err != nil {
		h.T.Fatal(err)
	}
	return reader.Read(strings.NewReader(string(raw)), reader.Options{})
}

// Meta is a value of store meta.
func (h *House) Meta(key string) (value string) {
	h.T.Helper()
	err := h.DB.View(context.Background(), func(tx *store.Tx) (err error) {
		value, err = tx.Meta(key)
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return value
}

// Outgoing gives all mails of a matter.
func (h *House) Outgoing(matter string) []store.Outgoing {
	h.T.Helper()
	var list []store.Outgoing
	err := h.DB.View(context.Background(), func(tx *store.Tx) (err error) {
		list, err = tx.OutgoingOf(matter)
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return list
}

// Subjects are the mails in somebody's inbox with their moments.
func (h *House) Subjects(addr string) []string {
	var l []string
	for _, m := range h.Got(addr, "INBOX") {
		l = append(l, m.Received.In(h.Config.Location).Format("Mon 01-02 15:04 ")+m.Subject)
	}
	return l
}

// Item is an open question about a mail, as stored.
func (h *House) Item(key string) workflow.Item {
	h.T.Helper()
	var it workflow.Item
	err := h.DB.View(context.Background(), func(tx *store.Tx) (err error) {
		it, err = tx.Item(key)
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return it
}

// ActieWith is the newest Actie whose subject holds s.
func (h *House) ActieWith(s string) workflow.Message {
	h.T.Helper()
	list := h.Got(cmdtest.Committee, "INBOX")
	for i := len(list) - 1; i >= 0; i-- {
		if strings.Contains(list[i].Subject, s) && list[i].Ours != "" {
			return list[i]
		}
	}
	h.T.Fatalf("no Actie with %q in %q", s, h.Subjects(cmdtest.Committee))
	return workflow.Message{}
}

// Text is the newest mail of somebody on one line.
func (h *House) Text(addr string) string {
	h.T.Helper()
	return strings.Join(strings.Fields(h.Last(addr, "INBOX").Text), " ")
}

// Change writes in the database, as another process would.
func (h *House) Change(f func(*store.Tx) error) {
	h.T.Helper()
	if err := h.DB.Update(context.Background(), f); err != nil {
		h.T.Fatal(err)
	}
}

// Write is a mail of the secretary to the mailbox itself, with a copy in Sent.
func (h *House) Write(subject, text string, headers ...string) {
	h.T.Helper()
	raw := fmt.Sprintf("From: Karin van Haperen <%[1]s>\r\nTo: %[1]s\r\nSubject: %[2]s\r\nMessage-ID: <eigen-%[3]d@perspectief.example>\r\n%[5]sDate: %[4]s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%[6]s\r\n",
		cmdtest.Committee, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z), strings.Join(headers, ""), strings.ReplaceAll(text, "\n", "\r\n"))
	h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
	if err := h.Srv.Submit(cmdtest.Committee, []string{cmdtest.Committee}, []byte(raw)); err != nil {
		h.T.Fatal(err)
	}
}
