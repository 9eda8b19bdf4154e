package admin

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// Times of check -live.
const (
	liveEvery = 10 * time.Second
	liveCopy  = 3 * time.Minute // for a mail to ourselves to arrive
	liveTwin  = time.Minute     // for the second place of a letter, after the first
)

// live watches one mail to ourselves and the trial letter on their way. It works
// beside a running daemon: it takes no lock, reads the mailbox over a connection
// of its own, and writes only what it learnt, in one transaction.
func (c *checker) live(ctx context.Context, wait time.Duration) int {
	letter, err := c.trial(ctx)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.fail("there is no database yet", "start klachtenpost first: it prepares the trial letter")
		return c.verdict()
	case err != nil:
		what, do, _ := strings.Cut(advice.Store(c.cfg.Store.Path, err), "; ")
		c.fail(what, do)
		return c.verdict()
	}
	learnt := map[string]string{"op": daemon.StampOf(time.Now())}
	c.section("a mail to the mailbox itself")
	if !c.ownCopy(ctx, learnt) {
		return c.verdict()
	}
	c.section("the trial letter")
	c.letter(ctx, wait, letter, learnt)
	if ctx.Err() != nil {
		return config.ExitFailure
	}
	if err := c.learn(ctx, learnt); err != nil {
		what, do, _ := strings.Cut(advice.Store(c.cfg.Store.Path, err), "; ")
		c.fail("what was learnt could not be stored: "+what, do)
	}
	return c.verdict()
}

// trialLetter is the letter that the daemon put into Drafts.
type trialLetter struct{ id, secret string }

// trial finds the trial letter in the records.
func (c *checker) trial(ctx context.Context) (trialLetter, error) {
	db, err := store.OpenReadOnly(c.cfg.Store.Path)
	if err != nil {
		return trialLetter{}, err
	}
	defer db.Close()
	var l trialLetter
	err = db.View(ctx, func(tx *store.Tx) error {
		sent, err := tx.OutgoingOf(workflow.OfficeKey)
		if err != nil {
			return err
		}
		for _, o := range sent {
			if o.Template == workflow.TemplateTrialLetter {
				l.id = o.MessageID
			}
		}
		l.secret, err = tx.LetterSecret(l.id)
		return err
	})
	return l, err
}

// learn stores what was seen.
func (c *checker) learn(ctx context.Context, learnt map[string]string) error {
	db, err := openBeside(c.cfg.Store.Path)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Update(ctx, func(tx *store.Tx) error {
		for name, value := range learnt {
			if err := tx.SetMeta(daemon.MetaLive+name, value); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *checker) wanted() mailbox.Folders {
	m := c.cfg.Mailbox
	return mailbox.Folders{Inbox: m.Inbox, Sent: m.Sent, Drafts: m.Drafts, Junk: m.Junk}
}

// ownCopy sends one mail to the mailbox itself and sees where it turns up. It
// says that a machine wrote it, so that it is filed and nothing follows.
func (c *checker) ownCopy(ctx context.Context, learnt map[string]string) bool {
	from := c.cfg.Procedure().Committee
	from.Name = "Klachtenpost (automatisch)"
	mark := "proef-" + strings.ToLower(rand.Text())
	id := "kp." + strings.ToLower(rand.Text()) + "@" + from.Domain
	var b bytes.Buffer
	err := mailbox.Compose(&b, mailbox.Mail{
		From: from, To: from, Subject: "Klachtenpost: proefbericht", MessageID: id, Date: time.Now(), AutoSubmitted: "auto-generated", Suppress: "OOF, AutoReply, RN, NRN",
		Text: "Dit bericht is een proef van uw beheerder. U hoeft niets te doen en\nmag het weggooien.\n\n" + mark + "\n",
	})
	if err != nil {
		c.fail(err.Error(), "check mailbox.address")
		return false
	}
	began := time.Now()
	r := mailbox.Transmit(ctx, c.smtp, from.Addr(), from.Addr(), &b, int64(b.Len()))
	switch {
	case r.Outcome == mailbox.OutcomeSent, r.Outcome == mailbox.OutcomeUnknown:
	case r.Fault != "":
		c.advise(advice.For("smtp", c.cfg.SMTP, r.ServerFault()))
		return false
	default:
		c.fail("the server refuses a mail from the mailbox to itself: "+r.Problem(),
			"give the account the right to send as "+from.Addr()+" (at Microsoft 365: Send As, see klachtenpost check -m365)")
		return false
	}
	var arrived time.Duration
	seen, folders, err := c.await(ctx, mark, time.Now().Add(liveCopy), func(seen []mailbox.Sighting, f mailbox.Folders) bool {
		if arrived == 0 && inFolder(seen, f.Inbox) != nil {
			arrived = time.Since(began)
		}
		return inFolder(seen, f.Inbox) != nil && (inFolder(seen, f.Sent) != nil || time.Since(began) > 30*time.Second)
	})
	if err != nil {
		c.advise(advice.For("imap", c.cfg.IMAP, err))
		return false
	}
	inbox, sent := inFolder(seen, folders.Inbox), inFolder(seen, folders.Sent)
	if inbox == nil && sent == nil {
		c.fail(fmt.Sprintf("the mail was sent and did not arrive within %v", liveCopy),
			"look in the folder for unwanted mail, and ask whoever runs the mail server where mail from the mailbox to itself goes")
		return true
	}
	if inbox != nil {
		c.ok("it arrived within %v", (arrived + liveEvery).Truncate(liveEvery))
	} else {
		c.note("it did not arrive in %s; where it was seen: %s", folders.Inbox, places(seen))
	}
	learnt["kopie"] = "nee"
	if sent != nil {
		learnt["kopie"] = "ja"
		c.ok("the server keeps what is sent over SMTP in %q: that proves that a mail was taken", folders.Sent)
	} else {
		c.ok("the server keeps no copy of what is sent over SMTP: the program sends one to itself as proof")
	}
	first := seen[0]
	if inbox != nil {
		first = *inbox
	}
	learnt["message_id"] = kept(first.MessageID == id)
	if first.MessageID != id {
		c.note("the server gives mails another Message-ID; replies are matched by it and by their codes")
	} else {
		c.ok("mails keep their Message-ID")
	}
	c.signed(first, learnt)
	return true
}

// signed tells how the provider signs its check of the sender.
func (c *checker) signed(s mailbox.Sighting, learnt map[string]string) {
	if len(s.Signed) == 0 {
		c.note("it bears no check of the sender (Authentication-Results); mail from outside may")
		return
	}
	name := s.Signed[0]
	if name == "" {
		name = "-"
	}
	learnt["authserv"] = name
	if name == c.cfg.Trust.AuthservID {
		c.ok("its check of the sender is signed as trust.authserv_id says")
	} else {
		c.note("its check of the sender is signed %q: if mail from outside is too, write trust.authserv_id = %q", name, name)
	}
}

// letter waits until the secretary has sent the trial letter, and tells what
// became of it.
func (c *checker) letter(ctx context.Context, wait time.Duration, l trialLetter, learnt map[string]string) {
	end := time.Now().Add(wait)
	for l.secret == "" && time.Now().Before(end) {
		c.note("it is not in the records yet: is klachtenpost running, and does it know the folder for drafts?")
		for l.secret == "" && time.Now().Before(end) && pause(ctx, liveEvery) {
			l, _ = c.trial(ctx)
		}
		if ctx.Err() != nil {
			return
		}
	}
	if l.secret == "" {
		c.fail("there is no trial letter", "start klachtenpost, and run klachtenpost check to see whether it finds the folder for drafts")
		return
	}
	var told, sentAt time.Time
	draft := ""
	fmt.Fprintf(c.out, "  waiting until %s at the latest…\n", end.In(c.cfg.Location).Format("15:04"))
	seen, folders, err := c.await(ctx, l.secret, end, func(seen []mailbox.Sighting, f mailbox.Folders) bool {
		if d := inFolder(seen, f.Drafts); d != nil {
			if told.IsZero() {
				c.ok("it lies in %q. Open it in your mail program, change nothing, and press Send (Verzenden)", f.Drafts)
				told = time.Now()
			} else if draft != d.MessageID {
				c.ok("it was opened and saved")
			}
			draft = d.MessageID
		}
		if len(outside(seen, f.Drafts)) == 0 {
			return false
		}
		if sentAt.IsZero() {
			sentAt = time.Now()
		}
		return inFolder(seen, f.Inbox) != nil && inFolder(seen, f.Sent) != nil || time.Since(sentAt) > liveTwin
	})
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		c.advise(advice.For("imap", c.cfg.IMAP, err))
		return
	}
	sent := outside(seen, folders.Drafts)
	switch {
	case len(sent) == 0 && inFolder(seen, folders.Drafts) != nil:
		c.fail(fmt.Sprintf("it still lies in %q after %v", folders.Drafts, wait), "open it in the secretary's mail program, press Send, and run this again")
		return
	case len(sent) == 0:
		c.fail("it lies nowhere in the mailbox", "if somebody sent it, the copy went to that person's own mailbox: at Microsoft 365 set MessageCopyForSentAsEnabled (klachtenpost check -m365); if somebody threw it away, take it out of the bin and send it")
		return
	}
	c.judge(sent, folders, l, learnt)
}

// judge tells what became of the letter that was sent.
func (c *checker) judge(sent []mailbox.Sighting, f mailbox.Folders, l trialLetter, learnt map[string]string) {
	best := sent[0]
	if s := inFolder(sent, f.Sent); s != nil {
		best = *s
	}
	learnt["brief"] = "als ander"
	if strings.EqualFold(best.From, c.cfg.Mailbox.Address) {
		learnt["brief"] = "als commissie"
		c.ok("it was sent as the committee")
	} else {
		c.fail("it was sent under another address than the committee's", "choose the committee in the From field of the mail program, and give the secretary the right to send as it (at Microsoft 365: Send As, not Send on Behalf; see klachtenpost check -m365)")
	}
	var where []string
	for _, s := range sent {
		if w := string(f.Source(s.Folder)); !slices.Contains(where, w) {
			where = append(where, w)
		}
	}
	learnt["brief_waar"] = strings.Join(where, ",")
	if inFolder(sent, f.Sent) != nil {
		c.ok("it was seen in %s", places(sent))
	} else {
		c.note("it was seen in %s but not among the sent mail of this mailbox: letters are known by their copy to the committee; at Microsoft 365 MessageCopyForSentAsEnabled keeps them here too (klachtenpost check -m365)", places(sent))
	}
	learnt["brief_id"] = kept(best.MessageID == l.id)
	if best.MessageID == l.id {
		c.ok("it kept its Message-ID")
	} else {
		c.note("the mail program gave it another Message-ID: letters are known by the reference in them")
	}
	// The trial letter begins a thread, so it has no References to keep; what a mail
	// program adds by itself tells nothing.
	learnt["verwijzingen"] = "onbekend"
}

// await looks for a mark until done says so or the time is over. One look that
// fails is no reason to stop; the last error counts.
func (c *checker) await(ctx context.Context, mark string, end time.Time, done func([]mailbox.Sighting, mailbox.Folders) bool) (seen []mailbox.Sighting, f mailbox.Folders, err error) {
	for {
		now, folders, lookErr := mailbox.Seek(ctx, c.imap, c.wanted(), mark)
		if err = lookErr; err == nil {
			seen, f = now, folders
			if done(seen, f) {
				return seen, f, nil
			}
		}
		if !time.Now().Before(end) || mailbox.TroubleOf(err) == mailbox.TroubleLogin || !pause(ctx, liveEvery) {
			return seen, f, err
		}
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

func inFolder(seen []mailbox.Sighting, folder string) *mailbox.Sighting {
	for i := range seen {
		if folder != "" && seen[i].Folder == folder {
			return &seen[i]
		}
	}
	return nil
}

func outside(seen []mailbox.Sighting, folder string) []mailbox.Sighting {
	return slices.DeleteFunc(slices.Clone(seen), func(s mailbox.Sighting) bool { return s.Folder == folder })
}

func places(seen []mailbox.Sighting) string {
	var names []string
	for _, s := range seen {
		if name := fmt.Sprintf("%q", s.Folder); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}

func kept(same bool) string {
	if same {
		return "behouden"
	}
	return "vervangen"
}
