package daemon_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
	"klachtenpost/workflow/scenario"
	"klachtenpost/workflow/terms"
)

// played is a scenario on the whole daemon: what people wrote, and what left.
type played struct {
	name    string
	house   *house
	text    scenario.Scenario
	log     *shared
	written []writing

	mu   sync.Mutex
	left []leaving
}

// writing is a mail that somebody wrote.
type writing struct {
	scenario.Input
	id   string   // its Message-ID
	rows []string // its numbers in the records: her own mail lies there twice
}

// leaving is a mail or letter of the program.
type leaving struct {
	store.Outgoing
	notice workflow.Notice
	at     time.Time
	detail string
	raw    []byte
}

// scenarioFiles are the texts that the procedure is tested with.
func scenarioFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../workflow/testdata/*.txt")
	if err != nil || len(files) < 95 {
		t.Fatalf("%d scenarios, %v", len(files), err)
	}
	return files
}

// afterInput is how long a mail may take: a look at Sent and what follows.
const afterInput = 13 * time.Minute

// playFile plays a scenario on the whole daemon.
func playFile(t *testing.T, file string) *played {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	loc := cmdtest.Config(t).Location
	text, err := scenario.Parse(string(raw), loc)
	if err != nil {
		t.Fatal(err)
	}
	p := &played{name: strings.TrimSuffix(filepath.Base(file), ".txt"), text: text, log: &shared{}}
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{CatchAll: true})
		p.configure(h)
		time.Sleep(time.Until(text.Inputs[0].At.Add(-quiet)))
		p.start(false)
		for i, in := range text.Inputs {
			p.pass(in.At)
			p.input(i, in)
		}
		h.Stop() // what is still decided now is after the end
	})
	return p
}

// start runs the daemon: all of it, or its calendar and its sender.
func (p *played) start(clockOnly bool) {
	h := p.house
	h.T.Helper()
	texts, err := templates.Load("")
	if err != nil {
		h.T.Fatal(err)
	}
	if h.DB, err = store.Open(h.Config.Store.Path); err != nil {
		h.T.Fatal(err)
	}
	d := daemon.New(h.Config, h.DB, texts, []byte("testsleutel"), slog.New(slog.NewTextHandler(p.log, nil)))
	d.IMAP.Dial, d.SMTP.Dial, d.OnSent = h.Srv.DialIMAP, h.Srv.DialSMTP, p.sent
	run := d.Run
	if clockOnly {
		run = func(ctx context.Context) error { return d.RunClock(ctx, h.Srv.FolderName("\\Drafts")) }
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.Cancel, h.Ended = cancel, make(chan error, 1)
	go func() { h.Ended <- run(ctx) }()
}

// quiet is how long the daemon runs before something comes in.
const quiet = 10 * time.Minute

// pass lets time go by. Where nothing comes in for hours, the mailbox is not looked
// at: that would be most of the work. The calendar is, from the next morning on; a
// start looks at it too, and must not come when the day's look is over.
func (p *played) pass(until time.Time) {
	h := p.house
	loc := h.Config.Location
	if time.Until(until) > 3*time.Hour {
		h.Stop()
		day := terms.Of(time.Now(), loc)
		for morning := day.At(7, 55, loc); !morning.After(time.Now()) || !terms.Default().Workday(day); morning = day.At(7, 55, loc) {
			day = day.Add(1)
		}
		if morning := day.At(7, 55, loc); morning.Before(until.Add(-2 * quiet)) {
			time.Sleep(time.Until(morning))
			p.start(true)
			time.Sleep(time.Until(until.Add(-quiet)))
			h.Stop()
		}
		time.Sleep(time.Until(until.Add(-quiet)))
		p.start(false)
	}
	if time.Now().Before(until) {
		time.Sleep(time.Until(until))
	}
	synctest.Wait()
}

// configure makes the daemon's organisation that of the scenarios.
func (p *played) configure(h *house) {
	p.house = h
	h.Config.Trust.AuthservID, h.Config.Trust.OwnHosts = ourHost, []string{ourHost}
	h.Config.Mailbox.Scanners = []string{"scanner@perspectief.example"}
	people := &h.Config.People
	people.Secretary.Standin = config.StandIn{Name: "Joke Smit", Address: "joke@perspectief.example"}
	people.Chair = config.Person{Name: "Henk Mulder", Address: chair}
	people.Members = []config.Person{{Name: "Fatima Yilmaz", Address: member}, {Name: "Omar Said", Address: "omar@voorbeeld.org"}}
	for _, words := range p.text.With {
		switch strings.Join(words[:2], " ") {
		case "directeur afwezig":
			from, err := terms.Parse(words[2])
			to, err2 := terms.Parse(words[3])
			if err != nil || err2 != nil {
				h.T.Fatal(err, err2)
			}
			people.Director.Absent = away(from, to)
		case "vervanger van":
			people.Director.Standin = config.StandIn{Name: "Piet Prins", Address: "piet@perspectief.example"}
		default:
			h.T.Fatalf("met %v: unknown", words)
		}
	}
}

// sent records a mail that left, with what it asks.
func (p *played) sent(o store.Outgoing, n workflow.Notice) {
	l := leaving{Outgoing: o, notice: n, at: time.Now()}
	err := p.house.DB.View(p.house.T.Context(), func(tx *store.Tx) error {
		r, err := tx.OutgoingReader(o.ID)
		if err != nil {
			return err
		}
		if l.raw, err = io.ReadAll(r); err != nil {
			return err
		}
		l.detail = detailOf(tx, n)
		return nil
	})
	if err != nil {
		p.house.T.Error(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = append(p.left, l)
}

// detailOf says what is particular about a mail, as the scenarios do.
func detailOf(tx *store.Tx, n workflow.Notice) string {
	var m workflow.Matter
	if c, err := tx.Case(workflow.Number(n.Matter)); err == nil {
		m = c.Matter
	} else if it, err := tx.Item(n.Matter); err == nil {
		m = it.Matter
	}
	n.Messages = nil // their numbers are others here
	return scenario.Detail(n, m)
}

const ourHost = "mx.perspectief.example"

// names are those of the people who write to the committee, as their clients show
// them.
var names = map[string]string{
	cmdtest.Director: "Marieke de Wit", board: "Ruud Groen", chair: "Henk Mulder", member: "Fatima Yilmaz",
	"omar@voorbeeld.org": "Omar Said", "joke@perspectief.example": "Joke Smit", "piet@perspectief.example": "Piet Prins",
	cmdtest.Committee: "Karin van Haperen",
}

// input lets happen what an input tells.
func (p *played) input(i int, in scenario.Input) {
	h := p.house
	h.T.Helper()
	if in.Kind == scenario.Until || in.Kind == scenario.Count {
		return
	}
	time.Sleep(time.Second)
	w := writing{Input: in, id: fmt.Sprintf("geschreven-%d@client.example", i)}
	switch in.Kind {
	case scenario.Sends:
		p.sendLetter(&w)
	case scenario.Replies, scenario.Writes:
		to := cmdtest.Committee
		if len(in.To) > 0 {
			to = in.To[0]
		}
		if err := h.Srv.Submit(cmdtest.Committee, []string{to}, p.mail(i, &w, to)); err != nil {
			h.T.Fatal(err)
		}
	case scenario.Bounce:
		h.Srv.Deliver(cmdtest.Committee, p.bounce(w))
	case scenario.Calendar:
		h.Srv.Deliver(cmdtest.Committee, p.calendar(w))
	default:
		raw := p.mail(i, &w, cmdtest.Committee)
		if in.Junk {
			h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Junk"), raw)
			break
		}
		h.Srv.Deliver(cmdtest.Committee, raw)
	}
	time.Sleep(afterInput)
	w.rows = p.rows(w.id)
	p.written = append(p.written, w)
}

// outgoing is the mail or letter that a scenario names.
func (p *played) outgoing(ref string) leaving {
	p.house.T.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.left {
		if l.notice.Matter+"/"+l.notice.Key == ref {
			return l
		}
	}
	// A key that names a message bears the number of its row, which counts the copies
	// of our own mail too.
	if m := numbered.FindStringSubmatch(ref); m != nil {
		n, _ := strconv.Atoi(m[2])
		for k := min(n, len(p.written)) - 1; k >= 0; k-- {
			for _, l := range p.left {
				if f := numbered.FindStringSubmatch(l.notice.Matter + "/" + l.notice.Key); f != nil && f[1] == m[1] && f[3] == m[3] && slices.Contains(p.written[k].rows, f[2]) {
					return l
				}
			}
		}
	}
	var list []string
	for _, l := range p.left {
		list = append(list, l.notice.Matter+"/"+l.notice.Key)
	}
	p.house.T.Fatalf("%s: no mail %s among %q", time.Now().Format("2006-01-02 15:04"), ref, list)
	return leaving{}
}

var numbered = regexp.MustCompile(`^(.+/(?:hulp|beraad)-)(\d+)(.*)$`)

// rows are the numbers of a mail in the records, by its Message-ID.
func (p *played) rows(id string) (rows []string) {
	p.house.Change(func(tx *store.Tx) error {
		for n := int64(1); n < 400; n++ {
			if m, err := tx.Message(n); err == nil && m.MessageID == id {
				rows = append(rows, strconv.FormatInt(n, 10))
			}
		}
		return nil
	})
	return rows
}

// mail is what somebody wrote, as his client sends it.
func (p *played) mail(i int, w *writing, to string) []byte {
	from := w.From
	if w.Kind == scenario.Replies || w.Kind == scenario.Writes {
		from = cmdtest.Committee
	}
	if w.Kind == scenario.Scan {
		from = "scanner@perspectief.example"
	}
	if w.On != "" && w.Subject == "" && to == cmdtest.Committee && w.Kind != scenario.Automatic {
		of := originalOf(p.house.T, p.outgoing(w.On).raw)
		of.Received = time.Now().Add(-time.Hour).In(p.house.Config.Location)
		s := shapes[i%len(shapes)]
		raw := s.write(written{Name: firstName(names[from], from), Addr: from, Of: of, Text: w.Body, Now: time.Now()})
		w.id = strings.Trim(headerOf(raw, "Message-ID"), "<>")
		return append([]byte(w.seen(from)), raw...)
	}
	var b bytes.Buffer
	b.WriteString(w.seen(from))
	name := firstName(w.Name, names[from])
	fmt.Fprintf(&b, "From: %s <%s>\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s>\r\nDate: %s\r\nMIME-Version: 1.0\r\n", name, from, to, w.Subject, w.id, time.Now().Format(time.RFC1123Z))
	if w.On != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%[1]s>\r\nReferences: <%[1]s>\r\n", p.outgoing(w.On).MessageID)
	}
	switch w.Kind {
	case scenario.Automatic, scenario.Scan:
		b.WriteString("Auto-Submitted: auto-replied\r\n")
	case scenario.Newsletter:
		b.WriteString("List-Id: <nieuws.vakblad.example>\r\nList-Unsubscribe: <https://vakblad.example/uit>\r\nPrecedence: bulk\r\n")
	}
	body := w.Body
	if w.Kind == scenario.Automatic && w.Back == "" {
		body = "Ik ben er niet." // where the scenario reads no day, there is none to be read
	}
	if w.Resembles != "" {
		letter := originalOf(p.house.T, p.outgoing("K-2026-0001/"+w.Resembles).raw)
		body += "\n\n" + markLine.ReplaceAllString(letter.Text, "")
	}
	file := ""
	switch {
	case w.Photo:
		file = "Content-Type: image/jpeg; name=kanarie-foto.jpg\r\nContent-Disposition: attachment; filename=kanarie-foto.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQSkZJRgABAQAAAQABAAD/\r\n"
	case w.Kind == scenario.Scan:
		file = "Content-Type: application/pdf; name=scan.pdf\r\nContent-Disposition: attachment; filename=scan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n"
	}
	body = strings.ReplaceAll(body, "\n", "\r\n")
	if file == "" {
		fmt.Fprintf(&b, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n", body)
		return b.Bytes()
	}
	fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=grens\r\n\r\n--grens\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n--grens\r\n%s--grens--\r\n", body, file)
	return b.Bytes()
}

// seen is what our server writes above a mail of which it looked who sent it.
func (w writing) seen(from string) string {
	if w.DMARC == "" {
		return ""
	}
	_, domain, _ := strings.Cut(from, "@")
	return fmt.Sprintf("Authentication-Results: %[1]s; dmarc=%[2]s header.from=%[3]s\r\nReceived: from out.example (out.example [203.0.113.9]) by %[1]s with ESMTP; %[4]s\r\n", ourHost, w.DMARC, domain, time.Now().Format(time.RFC1123Z))
}

var markLine = regexp.MustCompile(`(?m)^Ons kenmerk:.*$`)

func firstName(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// sendLetter is the secretary sending a letter from Concepten, its open places
// filled in.
func (p *played) sendLetter(w *writing) {
	h := p.house
	h.T.Helper()
	letter := p.outgoing(w.On)
	w.id = letter.MessageID
	for _, m := range h.Srv.Messages(cmdtest.Committee, h.Srv.FolderName("\\Drafts")) {
		if strings.Trim(headerOf(m.Raw, "Message-ID"), "<>") != letter.MessageID {
			continue
		}
		_, err := h.Srv.SendDraft(cmdtest.Committee, m.UID, func(raw []byte) []byte {
			s := withoutDots(string(raw))
			if len(w.To) > 0 {
				s = regexp.MustCompile(`(?m)^To: .*$`).ReplaceAllLiteralString(s, "To: "+strings.Join(w.To, ", ")+"\r")
			}
			if w.Changed {
				s = regexp.MustCompile(`(\d+) (april|mei) 2026\.`).ReplaceAllString(s, "9 $2 2026.")
			}
			return []byte(s)
		})
		if err != nil {
			h.T.Fatal(err)
		}
		return
	}
	h.T.Fatalf("%s does not lie in Concepten", w.On)
}

// bounce is a report that a mail did not arrive (RFC 3464).
func (p *played) bounce(w writing) []byte {
	o := p.outgoing(w.On)
	return fmt.Appendf(nil, "Return-Path: <>\r\nFrom: Mail Delivery System <%s>\r\nTo: %s\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <%s>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=dsn\r\n\r\n--dsn\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n--dsn\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.voorbeeld.nl\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--dsn\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: %s\r\nMessage-ID: <%s>\r\n\r\n--dsn--\r\n",
		w.From, cmdtest.Committee, w.id, o.To, cmdtest.Committee, o.MessageID)
}

var uidLine = regexp.MustCompile(`UID:((?:.|\r\n )*)`)

// calendar is the answer of a calendar to an invitation (RFC 5546 section 3.2.3).
func (p *played) calendar(w writing) []byte {
	o := p.outgoing(w.On)
	m := uidLine.FindStringSubmatch(decoded(o.raw))
	if m == nil {
		p.house.T.Fatalf("no invitation in %s:\n%s", w.On, decoded(o.raw))
	}
	uid := strings.TrimSpace(m[1])
	sequence := ""
	if w.Change >= 0 {
		sequence = fmt.Sprintf("SEQUENCE:%d\r\n", w.Change)
	}
	return fmt.Appendf(nil, "From: %[1]s <%[2]s>\r\nTo: %[3]s\r\nSubject: Gesprek\r\nMessage-ID: <%[4]s>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=grens\r\n\r\n--grens\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%[8]s\r\n--grens\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nATTENDEE;PARTSTAT=%[5]s:mailto:%[2]s\r\nUID:%[6]s\r\n%[7]sDTSTAMP:20260414T101500Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--grens--\r\n",
		names[w.From], w.From, cmdtest.Committee, w.id, w.Accepts, uid, sequence, w.Body)
}

// headerOf is a header line of a mail.
func headerOf(raw []byte, name string) string {
	for line := range strings.Lines(string(raw)) {
		if v, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
