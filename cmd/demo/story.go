package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"

	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// story lets the personas act, each after having got the mail it answers.
func (m *demo) story(ctx context.Context) error {
	// What lies in a mailbox at the first start is left alone; so it begins after.
	err := m.until(ctx, "first look at the mailbox", func() bool {
		var listed string
		m.db.View(ctx, func(tx *store.Tx) (err error) {
			listed, err = tx.Meta(daemon.MetaBaseline)
			return err
		})
		return listed != ""
	})
	if err != nil {
		return err
	}
	steps := []func(context.Context) error{
		m.complaint, m.directorAnswers, m.secretarySends, m.content, m.aboutTheDirector, m.boardAnswers, m.notContent, m.trialLetter,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if !m.committee {
		return nil
	}
	for _, step := range besluit {
		if err := step(m, ctx); err != nil {
			return err
		}
	}
	return nil
}

// complaint: somebody complains, and a day later the director has it.
func (m *demo) complaint(ctx context.Context) error {
	m.title("Anna has a complaint")
	m.write(demoComplainant, demoSecretary.addr, "Klacht over mijn bemiddeling", `Geachte commissie,

Hierbij dien ik een klacht in over uw bemiddelaar Sanne de Boer.

Vorige week dinsdag had ik een gesprek op uw kantoor in Utrecht. Ik heb haar
toen verteld wat er in mei is gebeurd, en gevraagd dat niet door te vertellen.
Twee dagen later wist de andere partij er alles van. Ik voel me niet meer veilig
bij deze bemiddeling.

Ik hoop dat u hier iets aan kunt doen.

Met vriendelijke groet,

Anna Bakker
Lindelaan 12
3512 AB Utrecht
06 12345678`, nil)
	if _, err := m.await(ctx, demoComplainant, "K-"); err != nil {
		return err
	}
	_, err := m.await(ctx, demoDirector, "K-")
	return err
}

// directorAnswers: she replies to the mail in her own words.
func (m *demo) directorAnswers(ctx context.Context) error {
	m.title("The director just replies")
	got, err := m.await(ctx, demoDirector, "K-")
	if err != nil {
		return err
	}
	m.write(demoDirector, demoSecretary.addr, "Re: "+got.Subject, `Ik heb mevrouw Bakker vanmorgen gebeld en mijn excuses aangeboden. Zij krijgt een
andere bemiddelaar, en wij spreken elkaar volgende week dinsdag om 10.00 uur.

Marieke de Wit

`+quoted(got), []string{got.MessageID})
	_, err = m.awaitActie(ctx, workflow.ReasonHandler)
	return err
}

// secretarySends: the letter lies ready in Drafts; she reads it and presses Send.
func (m *demo) secretarySends(ctx context.Context) error {
	m.title("The letter lies ready in Drafts; the secretary reads it and presses Send")
	return m.sendDraft(ctx, "andere bemiddelaar", workflow.StatusProposed)
}

// content: the complainant answers in plain words, and the case is closed.
func (m *demo) content(ctx context.Context) error {
	m.title("Anna answers in her own words")
	letter := m.newest(demoComplainant)
	m.write(demoComplainant, demoSecretary.addr, "Re: "+letter.Subject, `Dank u wel. Ik ben tevreden met deze oplossing.

Anna Bakker

`+quoted(letter), []string{letter.MessageID})
	_, err := m.await(ctx, demoComplainant, "K-2")
	if err != nil {
		return err
	}
	return m.untilStatus(ctx, workflow.StatusClosed)
}

// boardAnswers: the board replies, and the secretary sends its letter.
func (m *demo) boardAnswers(ctx context.Context) error {
	m.title("The board answers, and its letter is sent")
	got, err := m.await(ctx, demoBoard, "K-")
	if err != nil {
		return err
	}
	m.write(demoBoard, demoSecretary.addr, "Re: "+got.Subject, `Wij hebben met Marieke gesproken. Zij belt de heer Jansen om het uit te leggen.

`+quoted(got), []string{got.MessageID})
	if _, err := m.awaitActie(ctx, workflow.ReasonHandler); err != nil {
		return err
	}
	return m.sendDraft(ctx, "belt de heer Jansen", workflow.StatusProposed)
}

// notContent: the other complainant is not satisfied, and chooses the committee.
func (m *demo) notContent(ctx context.Context) error {
	m.title("Peter is not satisfied, and wants the committee")
	letter := m.newest(demoSecond)
	m.write(demoSecond, demoSecretary.addr, "Re: "+letter.Subject, "Nee, ik ben niet tevreden.\n\nPeter\n\n"+quoted(letter), []string{letter.MessageID})
	if err := m.untilStatus(ctx, workflow.StatusChoosing); err != nil {
		return err
	}
	var choice workflow.Message
	err := m.until(ctx, "the choice", func() bool {
		choice = m.newest(demoSecond)
		return choice.MessageID != letter.MessageID && choice.Ours != ""
	})
	if err != nil {
		return err
	}
	m.write(demoSecond, demoSecretary.addr, "Re: "+choice.Subject, "1\n\n"+quoted(choice), []string{choice.MessageID})
	return m.untilStatus(ctx, workflow.StatusAdmissibility)
}

// sendDraft lets the secretary send the newest letter that holds some words, and
// waits until the case stands where that leads.
func (m *demo) sendDraft(ctx context.Context, words string, to workflow.Status) error {
	drafts := m.srv.FolderName("\\Drafts")
	var uid uint32
	err := m.until(ctx, "the letter in Drafts", func() bool {
		for _, x := range m.srv.Messages(demoSecretary.addr, drafts) {
			if strings.Contains(reader.Read(bytes.NewReader(x.Raw), reader.Options{}).Text, words) {
				uid = x.UID
			}
		}
		return uid != 0
	})
	if err != nil {
		return err
	}
	if _, err := m.srv.SendDraft(demoSecretary.addr, uid, nil); err != nil {
		return err
	}
	return m.untilStatus(ctx, to)
}

// newest is the newest mail in somebody's inbox.
func (m *demo) newest(p persona) workflow.Message {
	list := m.srv.Messages(p.addr, "INBOX")
	if len(list) == 0 {
		return workflow.Message{}
	}
	x := list[len(list)-1]
	got := reader.Read(bytes.NewReader(x.Raw), reader.Options{})
	got.Received = x.InternalDate
	return got
}

// untilStatus waits until the case that was changed last stands at a status.
func (m *demo) untilStatus(ctx context.Context, s workflow.Status) error {
	return m.until(ctx, "a case at "+string(s), func() bool {
		there := false
		m.db.View(ctx, func(tx *store.Tx) error {
			cases, err := m.cases(tx)
			for _, k := range cases {
				there = there || k.Status == s
			}
			return err
		})
		return there
	})
}

// cases are all of the story, open and closed.
func (m *demo) cases(tx *store.Tx) ([]workflow.Case, error) {
	open, err := tx.OpenCases()
	if err != nil {
		return nil, err
	}
	closed, err := tx.ClosedSince(terms.Of(m.start, time.Local).Add(-1))
	if err != nil {
		return nil, err
	}
	numbers := append(open, closed...)
	slices.Sort(numbers)
	var list []workflow.Case
	for _, n := range numbers {
		k, err := tx.Case(n)
		if err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, nil
}

// aboutTheDirector: a complaint that names the director is held, and the
// secretary gives it to the board.
func (m *demo) aboutTheDirector(ctx context.Context) error {
	m.title("Peter complains about the director herself")
	m.write(demoSecond, demoSecretary.addr, "klacht", `Goedemiddag,

Ik wil een klacht indienen over hoe Marieke mij aan de telefoon te woord stond.
Zij heeft opgehangen toen ik vroeg waarom de bemiddeling is gestopt.

Peter Jansen
06 87654321`, nil)
	actie, err := m.awaitActie(ctx, workflow.ReasonDoubt)
	if err != nil {
		return err
	}
	m.title("The secretary sends it to the board, with one digit")
	m.write(demoSecretary, demoSecretary.addr, "Re: "+actie.Subject, "2\n\n"+quoted(actie), []string{actie.MessageID})
	_, err = m.await(ctx, demoBoard, "K-")
	return err
}

// trialLetter: the prepared letter in Drafts is sent and recognised.
func (m *demo) trialLetter(ctx context.Context) error {
	m.title("The secretary opens Drafts and sends the trial letter")
	drafts := m.srv.FolderName("\\Drafts")
	err := m.until(ctx, "the trial letter in Drafts", func() bool { return len(m.srv.Messages(demoSecretary.addr, drafts)) > 0 })
	if err != nil {
		return err
	}
	if _, err := m.srv.SendDraft(demoSecretary.addr, m.srv.Messages(demoSecretary.addr, drafts)[0].UID, nil); err != nil {
		return err
	}
	return m.until(ctx, "the trial letter seen sent", func() bool {
		var sent bool
		m.db.View(ctx, func(tx *store.Tx) error {
			events, err := tx.Events(workflow.OfficeKey)
			for _, e := range events {
				sent = sent || e.Kind == workflow.EventLetter && e.Proof == workflow.ProofSecret
			}
			return err
		})
		return sent
	})
}

func (m *demo) title(s string) { m.say("── %s ──\n", s) }

// write lets a persona send a mail from a mail client: over SMTP, with a copy in
// Sent.
func (m *demo) write(from persona, to, subject, text string, references []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s <%s>\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%d.demo@%s>\r\n",
		from.name, from.addr, to, subject, time.Now().Format(time.RFC1123Z), time.Now().UnixNano(), "client.example")
	if len(references) > 0 {
		fmt.Fprintf(&b, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n", references[len(references)-1], strings.Join(references, "> <"))
	}
	fmt.Fprintf(&b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		strings.ReplaceAll(text, "\n", "\r\n"))
	raw := []byte(b.String())
	m.srv.Append(from.addr, m.srv.FolderName("\\Sent"), raw, "\\Seen")
	if err := m.srv.Submit(from.addr, []string{to}, raw); err != nil {
		m.say("   not sent: %v\n", err)
	}
}

// quoted is the mail that is answered, as Outlook puts it below.
func quoted(got workflow.Message) string {
	return fmt.Sprintf("Van: %s\nVerzonden: %s\nAan: %s\nOnderwerp: %s\n\n%s",
		got.FromShown.Name, got.Received.Format("02-01-2006 15:04"), demoSecretary.addr, got.Subject, got.Text)
}

// errTimeout says that something that should happen within seconds did not.
var errTimeout = errors.New("did not happen within 30 seconds")

// until waits for something to become so.
func (m *demo) until(ctx context.Context, what string, so func() bool) error {
	for range 600 {
		if so() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s: %w", what, errTimeout)
}

// await waits for a mail of the program to a persona.
func (m *demo) await(ctx context.Context, p persona, subject string) (workflow.Message, error) {
	var found workflow.Message
	err := m.until(ctx, "mail to "+p.name, func() bool {
		list := m.srv.Messages(p.addr, "INBOX")
		for _, x := range slices.Backward(list) {
			found = reader.Read(bytes.NewReader(x.Raw), reader.Options{})
			found.Received = x.InternalDate
			if found.Ours != "" && strings.Contains(found.Subject, subject) {
				return true
			}
		}
		return false
	})
	return found, err
}

// awaitActie waits for the mail that asks the secretary for a reason.
func (m *demo) awaitActie(ctx context.Context, reason workflow.Reason) (workflow.Message, error) {
	var id string
	err := m.until(ctx, "Actie about "+string(reason), func() bool {
		m.db.View(ctx, func(tx *store.Tx) error {
			return m.questions(tx, reason, func(k workflow.Case, q workflow.Question) error {
				mails, err := tx.OutgoingOf(k.Key)
				for _, o := range mails {
					n, _, err := tx.Notice(o.Notice)
					if err != nil {
						return err
					}
					if n.Question == q.Key && o.State == store.StateSent && q.Open() {
						id = o.MessageID
					}
				}
				return err
			})
		})
		return id != ""
	})
	if err != nil {
		return workflow.Message{}, err
	}
	if got, found := m.inInbox(demoSecretary, id); found {
		return got, nil
	}
	return workflow.Message{}, fmt.Errorf("question about %s: not in the mailbox", reason)
}

// inInbox finds a mail in somebody's inbox.
func (m *demo) inInbox(p persona, id string) (got workflow.Message, found bool) {
	for _, x := range m.srv.Messages(p.addr, "INBOX") {
		got = reader.Read(bytes.NewReader(x.Raw), reader.Options{})
		if got.Received = x.InternalDate; id != "" && got.MessageID == id {
			return got, true
		}
	}
	return workflow.Message{}, false
}

// questions calls f for every Actie with a reason in an open case.
func (m *demo) questions(tx *store.Tx, reason workflow.Reason, f func(workflow.Case, workflow.Question) error) error {
	numbers, err := tx.OpenCases()
	if err != nil {
		return err
	}
	for _, n := range numbers {
		k, err := tx.Case(n)
		if err != nil {
			return err
		}
		for _, q := range k.Questions {
			if q.Kind == workflow.QuestionActie && q.Reason == reason {
				if err := f(k, q); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// delivered tells of a mail that reached somebody, and writes it to the folder.
func (m *demo) delivered(v mailtest.Delivery) {
	got := reader.Read(bytes.NewReader(v.Raw), reader.Options{})
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	from := got.FromShown.Name
	if got.Ours != "" {
		from = "Klachtenpost"
	}
	name := fmt.Sprintf("%02d-aan-%s", m.count, strings.ReplaceAll(strings.ToLower(who(v.To)), " ", "-"))
	m.writeMail(name, v.Raw)
	fmt.Fprintf(m.out, "%5.1fs  %s → %s: “%s”  (%s.eml)\n", time.Since(m.start).Seconds(), from, who(v.To), got.Subject, name)
	for _, line := range opening(got.NewText) {
		fmt.Fprintf(m.out, "        | %s\n", line)
	}
}

// opening are the first lines with text of a mail.
func opening(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && len(list) < 4 {
			list = append(list, line)
		}
	}
	return list
}

// writeMail keeps a mail as .eml, and its HTML part as a page to look at.
func (m *demo) writeMail(name string, raw []byte) {
	base := filepath.Join(m.dir, "mails", name)
	if err := os.WriteFile(base+".eml", raw, 0o600); err != nil {
		fmt.Fprintf(m.out, "        not written: %v\n", err)
		return
	}
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		return
	}
	e.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return nil
		}
		if t, _, _ := part.Header.ContentType(); t == "text/html" {
			if page, err := io.ReadAll(part.Body); err == nil {
				os.WriteFile(base+".html", page, 0o600)
			}
		}
		return nil
	})
}

// decided tells what a mail changed in the records.
func (m *demo) decided(matter string, dec workflow.Decision) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range dec.Events {
		fmt.Fprintf(m.out, "        %s  %s\n", matter, e.Text)
	}
}

// summary shows every case as it stands.
func (m *demo) summary(ctx context.Context) {
	m.title("How the cases stand")
	m.db.View(ctx, func(tx *store.Tx) error {
		cases, err := m.cases(tx)
		if err != nil {
			return err
		}
		for _, k := range cases {
			m.say("%s  %s %s, with the %s, received %s\n", k.Number.Tag(), k.Status, k.Outcome, k.Handler, terms.EnglishDate(k.Received))
			for _, d := range k.Running() {
				m.say("    %s  %-22s %s\n", d.Date, d.Kind, d.Reason)
			}
		}
		return nil
	})
	m.say("\n%d mails, each as .eml and .html in %s\n", m.count, filepath.Join(m.dir, "mails"))
}
