package daemon

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// MetaStopped holds why nothing is sent, while that is so (trust section 4): one of
// the reasons below. While it is there nothing automatic leaves, no mail and no
// draft, but the one notice about it; mail is taken in and decided on, and the
// calendar goes on.
const MetaStopped = "stilgezet"

// Reasons for sending nothing, as they are stored.
const (
	StopRestore  = "herstel"            // a backup was put back
	StopForeign  = "tweede installatie" // the mailbox holds mail of ours that the records do not know
	StopClock    = "klok"               // the clock went back
	StopBreaker  = "te veel mail"       // the caps on all mail together were reached for too long
	StopPause    = "pauze"              // the secretary asked for it
	StopOperator = "beheerder"          // klachtenpost pause
)

// What belongs to a stop, in store meta.
const (
	metaStoppedSince = "stilgezet.sinds"
	metaStoppedWhy   = "stilgezet.toelichting" // of the operator
	metaStoppedMail  = "stilgezet.bericht"     // Message-ID of the notice
	metaStoppedCode  = "stilgezet.code"        // answer code in it
	metaStoppedTold  = "stilgezet.gemeld"      // when it was put into the inbox
)

// metaClock is the latest moment at which the clock was looked at.
const metaClock = "klok"

// Times of stopping.
const (
	clockBack  = 5 * time.Minute  // a clock that goes back further is not to be trusted
	clockEvery = time.Minute      // how often the moment is written down, at most
	stopLook   = 2 * time.Minute  // how often a stopped sender looks whether it may go on
	stopQuiet  = 15 * time.Minute // after a restore, for the mailbox to be read
)

// Stopped is why nothing is sent, since when and whether the secretary knows.
type Stopped struct {
	Reason string // "" when mail is sent
	Why    string // in the operator's words, "" for none
	Since  time.Time
	Told   time.Time // zero: not yet
	id     string
	code   string
}

// StopOf reads whether anything is sent.
func StopOf(tx *store.Tx) (s Stopped, err error) {
	if s.Reason, err = tx.Meta(MetaStopped); err != nil || s.Reason == "" {
		return s, err
	}
	var err1, err2, err3, err4, err5 error
	s.Why, err1 = tx.Meta(metaStoppedWhy)
	s.id, err2 = tx.Meta(metaStoppedMail)
	s.code, err3 = tx.Meta(metaStoppedCode)
	s.Since, err4 = MetaTime(tx, metaStoppedSince)
	s.Told, err5 = MetaTime(tx, metaStoppedTold)
	return s, errors.Join(err1, err2, err3, err4, err5)
}

// Stop lets nothing leave from now on. It reports false when that was so already:
// the first reason stays, since it is the one that the secretary was told.
func Stop(tx *store.Tx, reason, why string, now time.Time) (bool, error) {
	old, err := tx.Meta(MetaStopped)
	if err != nil || old != "" {
		return false, err
	}
	text := "Er gaat niets automatisch meer uit (" + reason + ")."
	err = errors.Join(
		clearStop(tx), tx.SetMeta(MetaStopped, reason), tx.SetMeta(metaStoppedSince, StampOf(now)),
		tx.SetMeta(metaStoppedWhy, why), noteOffice(tx, workflow.Event{At: now, Kind: workflow.EventNote, Act: workflow.ActPause, Text: text}, now))
	return err == nil, err
}

// Resume lets mail leave again. It reports false when nothing was stopped. The
// clock counts from now on.
func Resume(tx *store.Tx, by workflow.Role, message int64, proof workflow.Proof, now time.Time) (bool, error) {
	s, err := StopOf(tx)
	if err != nil || s.Reason == "" {
		return false, err
	}
	err = errors.Join(clearStop(tx), clearBreakers(tx), tx.SetMeta(metaClock, StampOf(now)),
		noteOffice(tx, workflow.Event{At: now, Kind: workflow.EventActed, Actor: by, Act: workflow.ActResume, Proof: proof, Message: message,
			Text: "Er gaat weer automatisch mail uit (het stond stil: " + s.Reason + ")."}, now))
	return err == nil, err
}

func clearStop(tx *store.Tx) (err error) {
	for _, key := range []string{MetaStopped, metaStoppedSince, metaStoppedWhy, metaStoppedMail, metaStoppedCode, metaStoppedTold} {
		err = errors.Join(err, tx.SetMeta(key, ""))
	}
	return err
}

// noteOffice writes a line in the log of the office.
func noteOffice(tx *store.Tx, e workflow.Event, now time.Time) error {
	o, err := tx.Office()
	if err != nil {
		return err
	}
	return tx.Apply(workflow.Decision{Office: &o, Events: []workflow.Event{e}}, now)
}

// halt is Stop by the daemon itself.
func (d *Daemon) halt(tx *store.Tx, reason string, now time.Time) error {
	fresh, err := Stop(tx, reason, "", now)
	if err != nil {
		return fmt.Errorf("stop sending: %w", err)
	}
	if fresh {
		d.log.Error("nothing is sent any more", "reason", reason, "do", "see the notice in the mailbox; klachtenpost resume goes on")
		d.wake.Store(true)
	}
	return nil
}

// stopped tells whether nothing may leave at now. It is asked in the transaction
// that claims. A clock that went back stops everything: what is due, what is late
// and what was sent when would all be wrong.
func (d *Daemon) stopped(tx *store.Tx, now time.Time) (bool, error) {
	if err := d.checkClock(tx, now); err != nil {
		return false, err
	}
	reason, err := tx.Meta(MetaStopped)
	if (reason != "") != d.halted.Load() {
		d.halted.Store(reason != "")
		d.wake.Store(true) // somebody else stopped it, or let it go on
	}
	return reason != "", err
}

// idle tells, without writing, whether a stopped sender has nothing to do: it may
// not go on, and no mail of unknown fate is to be looked for.
func (d *Daemon) idle(ctx context.Context, now time.Time) (idle bool, err error) {
	err = d.db.View(ctx, func(tx *store.Tx) error {
		reason, err := tx.Meta(MetaStopped)
		if err != nil || reason == "" {
			return err
		}
		_, due, err := tx.NextUnknown(now)
		idle = !due
		return err
	})
	return idle, err
}

func (d *Daemon) checkClock(tx *store.Tx, now time.Time) error {
	last, err := MetaTime(tx, metaClock)
	switch {
	case err != nil:
		return err
	case !last.IsZero() && now.Before(last.Add(-clockBack)):
		return d.halt(tx, StopClock, now)
	}
	return nil
}

// clock notes how late it is.
func (d *Daemon) clock(tx *store.Tx, now time.Time) error {
	last, err := MetaTime(tx, metaClock)
	if err != nil || now.Before(last.Add(clockEvery)) {
		return err
	}
	return tx.SetMeta(metaClock, StampOf(now))
}

// resumeWords let mail leave again, as the first line of an answer to the notice.
var resumeWords = []string{"hervat", "hervatten"}

// toNotice handles an answer to a notice that was put into the inbox: that nothing is
// sent, or a list of old mail. done is false for any other mail.
func (f *filing) toNotice(in mail) (done bool, err error) {
	m := in.Message
	if m.Kind != workflow.KindHuman || !f.onlyToMailbox(m) {
		return false, nil
	}
	if done, err := f.toArchive(in); err != nil || done {
		return done, err
	}
	if len(in.codes) == 0 && len(m.References) == 0 {
		return false, nil // it names no notice
	}
	s, err := StopOf(f.tx)
	if err != nil || s.id == "" {
		return false, err
	}
	coded := slices.Contains(in.codes, s.code)
	if !coded && !slices.Contains(m.References, s.id) {
		return false, nil
	}
	proof, ok := f.fromSecretary(m, coded)
	if !ok {
		return false, nil
	}
	digit, _, isDigit := answer.Digit(m.NewText)
	_, _, isWord := answer.Word(m.NewText, resumeWords)
	if m.Confidence >= 0.5 && (isWord || isDigit && digit == 1) {
		_, err = Resume(f.tx, workflow.RoleSecretary, m.ID, proof, f.now)
		f.d.log.Info("mail is sent again", "message", m.ID)
	} else {
		// She wrote something else: the notice comes once more, since it is the only
		// way in which the program may answer now.
		err = errors.Join(f.tx.SetMeta(metaStoppedTold, ""), f.tx.SetMeta(metaStoppedMail, ""), f.tx.SetMeta(metaStoppedCode, ""))
	}
	f.d.wake.Store(true)
	if err != nil {
		return false, fmt.Errorf("answer to notice: %w", err)
	}
	return true, f.tx.SetMessage(m.ID, m, workflow.OfficeKey, string(workflow.VerdictCommand))
}

// fromSecretary tells whether an answer to a notice counts, and by which proof, as the
// answer to an Actie does: written in the mailbox and seen in Sent, or with the code,
// or from her own address with a DMARC pass.
func (f *filing) fromSecretary(m workflow.Message, coded bool) (workflow.Proof, bool) {
	p := f.d.Procedure
	switch {
	case m.From.Same(p.Committee) && !m.OutsideHop && (coded || m.Source == workflow.SourceSent || m.Source == workflow.SourceOther):
		return workflow.ProofMailbox, true
	case m.From.Same(p.Secretary.Address) && m.DMARC == workflow.DMARCPass:
		return workflow.ProofToken, true
	}
	return workflow.ProofNone, false
}

// onlyToMailbox reports whether the committee's mailbox is the only recipient.
func (f *filing) onlyToMailbox(m workflow.Message) bool {
	all := slices.Concat(m.To, m.Cc)
	return len(all) > 0 && !slices.ContainsFunc(all, func(a workflow.Address) bool { return !a.Same(f.d.Procedure.Committee) })
}

// tellStopped puts the notice about a stop into the inbox, once. It gives the
// moment at which to try again, zero for none.
func (d *Daemon) tellStopped(ctx context.Context) (next time.Time, err error) {
	now := time.Now()
	var s Stopped
	var counts store.Counts
	var found readBack
	err = d.db.View(ctx, func(tx *store.Tx) (err error) {
		if s, err = StopOf(tx); err != nil || s.Reason == "" || !s.Told.IsZero() {
			return err
		}
		if counts, err = tx.Counts(); err != nil {
			return err
		}
		found, err = readBackOf(tx)
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("look at stop: %w", err)
	}
	if s.Reason == "" || !s.Told.IsZero() {
		return time.Time{}, nil
	}
	if s.Reason == StopRestore {
		if found.At.IsZero() {
			return time.Time{}, nil // the mailbox is still being read; that wakes this loop
		}
		if due := found.At.Add(stopQuiet); now.Before(due) {
			return due, nil
		}
	}
	if s.id == "" {
		// The id and the code are stored first: an answer is known whatever happens
		// between putting the notice there and noting that.
		s.id, s.code = "kp."+strings.ToLower(rand.Text())+"@"+d.Procedure.Committee.Domain, newCode()
		err := d.update(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.SetMeta(metaStoppedMail, s.id), tx.SetMeta(metaStoppedCode, s.code))
		})
		if err != nil {
			return time.Time{}, err
		}
	}
	text := stopText(s, counts.Waiting+counts.Retrying, found, d.Procedure.Location)
	if err := d.appendNotice(ctx, s.id, text); err != nil {
		if ctx.Err() == nil {
			d.log.Warn("the secretary could not be told that nothing is sent", "err", err)
		}
		return now.Add(alarmRetry), nil
	}
	d.log.Warn("the secretary was told that nothing is sent", "reason", s.Reason)
	return time.Time{}, d.update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.SetMeta(metaStoppedTold, StampOf(now))
	})
}

// stageSeen is the first reminder to a handler: has he seen the complaint?
const stageSeen = 1

// unseen lets that reminder wait until the handler has had the complaint for as
// long as he may take. After a stop both would leave at once.
func (c *claiming) unseen(n workflow.Notice) (bool, error) {
	sent, err := c.tx.OutgoingOf(n.Matter)
	if err != nil {
		return false, err
	}
	for _, o := range slices.Backward(sent) {
		if o.Template != workflow.TemplateToHandler {
			continue
		}
		p := c.d.Procedure
		due := p.Calendar.End(terms.Of(o.Date, p.Location), p.Terms.DirectorSeen).End.At(0, 0, p.Location)
		if !due.After(c.now) {
			return false, nil
		}
		return true, c.tx.PostponeNotice(n.ID, due)
	}
	return false, nil
}

// StopRestored lets nothing leave from a database that was put back, until the
// mailbox was read and somebody resumes, whatever was stopped when it was copied.
func StopRestored(tx *store.Tx, now time.Time) error {
	err := errors.Join(clearStop(tx), tx.SetMeta(metaReadBack, ""), tx.SetMeta(metaClock, ""))
	if err != nil {
		return err
	}
	_, err = Stop(tx, StopRestore, "", now)
	return err
}
