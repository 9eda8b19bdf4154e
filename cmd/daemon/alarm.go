package daemon

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
)

// metaAlarm + part: when the secretary was last told that it does not work.
const metaAlarm = "alarm."

// Times of the alarm (trust section 2, section 4): once a day, and not for what
// passes by itself. What only people can mend is told sooner.
const (
	alarmEvery  = 24 * time.Hour
	alarmAfter  = time.Hour
	alarmSooner = 15 * time.Minute
	alarmRetry  = 15 * time.Minute
)

// alarmLoop tells the secretary that mail does not work, by the way that does:
// an APPEND into the inbox while nothing can be sent, a mail while the mailbox
// cannot be read.
func (d *Daemon) alarmLoop(ctx context.Context) error {
	for {
		next, err := d.alarms(ctx)
		if err != nil {
			return err
		}
		if !wait(ctx, next, d.alarm) {
			return nil
		}
	}
}

// alarms raises what is due and gives the moment at which something will be.
func (d *Daemon) alarms(ctx context.Context) (next time.Time, err error) {
	for _, part := range []string{PartSMTP, PartIMAP} {
		due, err := d.alarmOne(ctx, part)
		if err != nil {
			return time.Time{}, err
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	for _, tell := range []func(context.Context) (time.Time, error){d.tellStopped, d.tellBreakers} {
		due, err := tell(ctx)
		if err != nil {
			return time.Time{}, err
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}

func (d *Daemon) alarmOne(ctx context.Context, part string) (next time.Time, err error) {
	now := time.Now()
	other := PartIMAP
	if part == PartIMAP {
		other = PartSMTP
	}
	var since, otherSince, last time.Time
	var trouble mailbox.Trouble
	var counts store.Counts
	err = d.db.View(ctx, func(tx *store.Tx) (err error) {
		if since, trouble, err = FaultOf(tx, part); err != nil || since.IsZero() {
			return err
		}
		if otherSince, _, err = FaultOf(tx, other); err != nil {
			return err
		}
		if last, err = MetaTime(tx, metaAlarm+part); err != nil {
			return err
		}
		counts, err = tx.Counts()
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("look at contacts: %w", err)
	}
	if since.IsZero() || !otherSince.IsZero() {
		return time.Time{}, nil // well, or there is no way left; a change wakes this loop
	}
	due := since.Add(patience(trouble))
	if !last.IsZero() && last.Add(alarmEvery).After(due) {
		due = last.Add(alarmEvery)
	}
	if now.Before(due) {
		return due, nil
	}
	if part == PartSMTP && !d.stillDown(ctx) {
		return time.Time{}, nil
	}
	if err := d.raise(ctx, part, alarmText(part, trouble, since.In(d.Procedure.Location), counts.Waiting+counts.Retrying)); err != nil {
		if ctx.Err() == nil {
			d.log.Warn("the secretary could not be told", "part", part, "err", err)
		}
		return now.Add(alarmRetry), nil
	}
	d.log.Warn("the secretary was told that it does not work", "part", part)
	err = d.update(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.SetMeta(metaAlarm+part, StampOf(now)) })
	return now.Add(alarmEvery), err
}

// patience is how long a trouble may last before the secretary hears of it.
func patience(t mailbox.Trouble) time.Duration {
	switch t {
	case mailbox.TroubleNetwork, mailbox.TroubleSilent, mailbox.TroubleServer, mailbox.TroubleRefused, mailbox.TroubleName:
		return alarmAfter
	}
	return alarmSooner
}

// stillDown asks the SMTP server once more: while no mail waits nobody notices
// that it works again.
func (d *Daemon) stillDown(ctx context.Context) bool {
	_, err := mailbox.ProbeSMTP(ctx, d.SMTP, d.Procedure.Committee.Addr())
	if ctx.Err() != nil {
		return false
	}
	d.healthy(PartSMTP, err)
	if err == nil {
		kick(d.send)
	}
	return err != nil
}

// raise puts the notice into the mailbox by the way that is left.
func (d *Daemon) raise(ctx context.Context, part string, text notification) error {
	id := "kp." + strings.ToLower(rand.Text()) + "@" + d.Procedure.Committee.Domain
	if part != PartIMAP {
		return d.appendNotice(ctx, id, text)
	}
	b, err := d.notice(id, text)
	if err != nil {
		return err
	}
	addr := d.Procedure.Committee.Addr()
	switch r := mailbox.Transmit(ctx, d.SMTP, addr, addr, b, int64(b.Len())); r.Outcome {
	case mailbox.OutcomeSent, mailbox.OutcomeUnknown:
		return nil
	default:
		return fmt.Errorf("send notice: %s", r.Problem())
	}
}

// notice is a mail to the mailbox itself. It bears no mark and no thread: it is
// filed as a mail of a machine.
func (d *Daemon) notice(id string, text notification) (*bytes.Buffer, error) {
	from := d.Procedure.Committee
	from.Name = "Klachtenpost (automatisch)"
	b := new(bytes.Buffer)
	return b, mailbox.Compose(b, mailbox.Mail{
		From: from, To: d.Procedure.Committee, Subject: text.subject, Text: text.body, Date: time.Now(),
		MessageID: id, AutoSubmitted: "auto-generated", Suppress: "OOF, AutoReply, RN, NRN",
	})
}

// appendNotice puts a notice into the inbox without sending anything.
func (d *Daemon) appendNotice(ctx context.Context, id string, text notification) error {
	b, err := d.notice(id, text)
	if err != nil {
		return err
	}
	inbox := d.cfg.Mailbox.Inbox
	if f := d.folders.Load(); f != nil {
		inbox = f.Inbox
	}
	_, err = mailbox.Append(ctx, d.IMAP, inbox, b, int64(b.Len()))
	if errors.Is(err, mailbox.ErrAppendUnknown) {
		return nil // once too few is better than once an hour
	}
	return err
}

// notification is a subject and a text.
type notification struct{ subject, body string }

// The texts of the alarm stand here and not among the templates: they must work
// when anything else does not, and nothing in them is about a case.
const (
	alarmSMTPSubject = "Klachtenpost kan geen mail versturen"
	alarmSMTPBody    = `Klachtenpost kan sinds %[1]s geen mail versturen.

Wat is er?
%[2]s

Wat doet u?
Stuur dit bericht door aan uw beheerder, of bel hem. Wacht er iemand
op bericht van u? Bel die persoon dan zelf.

Wat doet Klachtenpost?
Nieuwe mail wordt gelezen en bewaard. %[3]s Termijnen lopen door.

Voor de beheerder: %[4]s De opdracht "klachtenpost check" zegt wat er
mis is en wat u kunt doen.

Zolang het niet werkt, krijgt u dit bericht een keer per dag.
`
	alarmIMAPSubject = "Klachtenpost kan het postvak niet lezen"
	alarmIMAPBody    = `Klachtenpost kan dit postvak sinds %[1]s niet lezen.

Wat is er?
%[2]s

Wat doet u?
Stuur dit bericht door aan uw beheerder, of bel hem. Kijk zelf of er
nieuwe klachten in het postvak staan: niemand krijgt nu een
ontvangstbevestiging.

Wat doet Klachtenpost?
Alles wat in het postvak staat, wordt gelezen zodra het weer werkt.
Termijnen lopen door.

Voor de beheerder: %[4]s De opdracht "klachtenpost check" zegt wat er
mis is en wat u kunt doen.

Zolang het niet werkt, krijgt u dit bericht een keer per dag.
`
)

// troubleDutch says for the secretary what is the matter.
var troubleDutch = map[mailbox.Trouble]string{
	mailbox.TroubleLogin:  "De mailserver weigert de aanmelding: het wachtwoord of de toegang klopt niet meer.",
	mailbox.TroubleToken:  "Klachtenpost krijgt geen toegang meer tot de mailserver.",
	mailbox.TroubleMethod: "De mailserver laat Klachtenpost niet op deze manier aanmelden.",
	mailbox.TroubleServer: "De mailserver geeft een fout.",
}

func alarmText(part string, t mailbox.Trouble, since time.Time, waiting int) notification {
	what := troubleDutch[t]
	switch t {
	case mailbox.TroubleExpired, mailbox.TroubleForeign, mailbox.TroubleWrongName, mailbox.TroubleNoTLS, mailbox.TroubleNotTLS, mailbox.TroublePlain, mailbox.TroubleTLS:
		what = "De verbinding met de mailserver is niet veilig. Klachtenpost gebruikt haar daarom niet."
	case mailbox.TroubleName, mailbox.TroubleRefused, mailbox.TroubleNetwork, mailbox.TroubleSilent:
		what = "Er is geen verbinding met de mailserver."
	}
	queue := "Er wacht geen mail."
	switch {
	case waiting == 1:
		queue = "Er wacht 1 mail. Die gaat weg zodra het weer werkt."
	case waiting > 1:
		queue = fmt.Sprintf("Er wachten %d mails. Die gaan weg zodra het weer werkt.", waiting)
	}
	note := notification{alarmSMTPSubject, alarmSMTPBody}
	if part == PartIMAP {
		note = notification{alarmIMAPSubject, alarmIMAPBody}
	}
	note.body = fmt.Sprintf(note.body, dutchMoment(since), what, queue, part+": "+string(t)+".")
	return note
}

// dutchMoment writes a moment as people do: dinsdag 3 maart 2026, 10:05 uur.
func dutchMoment(t time.Time) string {
	days := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	months := [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%s %d %s %d, %s uur", days[t.Weekday()], t.Day(), months[t.Month()-1], t.Year(), civil(t, t.Location()))
}
