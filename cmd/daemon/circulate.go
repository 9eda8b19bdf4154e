package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// metaCirculate holds the drafts that are to go round inside the committee, until
// they did.
const metaCirculate = "rondsturen"

// metaErased tells that bytes were erased which the file may still hold beside it.
const metaErased = "gewist"

// circulateRetry is how long it waits after the mailbox could not be read.
const circulateRetry = time.Minute

// draftPart is how many bytes of a draft are read: more than a decision is long.
const draftPart = 1 << 20

// circulation is one draft that the secretary asked to send round.
type circulation struct {
	Case    workflow.Number `json:"zaak"`
	Letter  string          `json:"brief"`   // key
	Message int64           `json:"bericht"` // in which she asked for it
}

// circulations reads what waits.
func circulations(tx *store.Tx) ([]circulation, error) {
	text, err := tx.Meta(metaCirculate)
	if err != nil || text == "" {
		return nil, err
	}
	var list []circulation
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("drafts to send round: %w", err)
	}
	return list, nil
}

func setCirculations(tx *store.Tx, list []circulation) error {
	if len(list) == 0 {
		return tx.SetMeta(metaCirculate, "")
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return tx.SetMeta(metaCirculate, string(text))
}

// circulate remembers a draft to be sent round: it takes the mailbox, which no
// transaction waits for. What is told after the commit wakes the loop.
func (f *filing) circulate(c circulation) error {
	list, err := circulations(f.tx)
	if err != nil {
		return err
	}
	return setCirculations(f.tx, append(list, c))
}

// circulateLoop reads drafts that are to go round, as they lie in Concepten at that
// moment. It also takes what was erased out of the file: both follow on a decision
// and take longer than a transaction may.
func (d *Daemon) circulateLoop(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := d.circulateNext(ctx)
		if err != nil {
			return fmt.Errorf("send a draft round: %w", err)
		}
		done, err := d.emptyErased(ctx)
		if err != nil {
			return fmt.Errorf("erase for good: %w", err)
		}
		if again := time.Now().Add(circulateRetry); !done && (next.IsZero() || again.Before(next)) {
			next = again
		}
		if !wait(ctx, next, d.circ) {
			return nil
		}
	}
	return nil
}

// emptyErased empties what still holds the bytes that were erased (trust section 6). It
// reports false when a reader was in the way.
func (d *Daemon) emptyErased(ctx context.Context) (done bool, err error) {
	var erased string
	err = d.db.View(ctx, func(tx *store.Tx) (err error) {
		erased, err = tx.Meta(metaErased)
		return err
	})
	if err != nil || erased == "" {
		return err == nil, err
	}
	if done, err = d.db.Checkpoint(ctx); err != nil || !done {
		return false, err
	}
	return true, d.update(ctx, func(tx *store.Tx) error { return tx.SetMeta(metaErased, "") })
}

// circulateNext sends all drafts round that wait, and tells when to try again what
// could not be read.
func (d *Daemon) circulateNext(ctx context.Context) (next time.Time, err error) {
	for {
		var list []circulation
		var secret string
		err := d.db.View(ctx, func(tx *store.Tx) (err error) {
			if list, err = circulations(tx); err != nil || len(list) == 0 {
				return err
			}
			letters, err := tx.LettersOf(string(list[0].Case))
			for _, l := range letters {
				if l.Key == list[0].Letter {
					secret = l.Secret
				}
			}
			return err
		})
		if err != nil || len(list) == 0 {
			return time.Time{}, err
		}
		names := d.folders.Load()
		if names == nil || names.Drafts == "" {
			return time.Now().Add(circulateRetry), nil
		}
		draft, err := d.readDraft(ctx, names.Drafts, secret)
		if err != nil {
			d.log.Warn("draft not read", "err", err)
			return time.Now().Add(circulateRetry), nil
		}
		if err := d.sendRound(ctx, list[0], draft); err != nil {
			return time.Time{}, err
		}
	}
}

// draftFound is a draft as it lies in Drafts.
type draftFound struct {
	at  store.Incoming
	raw []byte
}

// readDraft finds the newest draft that bears a secret; nil when there is none.
func (d *Daemon) readDraft(ctx context.Context, folder, secret string) (*draftFound, error) {
	var found *draftFound
	if secret == "" {
		return nil, nil
	}
	_, err := mailbox.Walk{Folders: mailbox.Folders{Drafts: folder}, Only: folder, Part: draftPart, Take: func(m mailbox.Fetched) error {
		raw, err := io.ReadAll(m.Body)
		if err != nil {
			return err
		}
		text := d.ReadMail(bytes.NewReader(raw), d.readOptions()).Text
		for _, s := range workflow.Secrets(text) {
			if s == secret {
				found = &draftFound{raw: raw, at: store.Incoming{Folder: m.Folder, UIDValidity: m.UIDValidity, UID: m.UID,
					Source: workflow.SourceOther, InternalDate: m.InternalDate, Arrived: time.Now()}}
			}
		}
		return nil
	}}.Do(ctx, d.IMAP)
	return found, err
}

// sendRound files the text of a draft as the committee's own and lets it go round.
func (d *Daemon) sendRound(ctx context.Context, c circulation, draft *draftFound) error {
	var done []applied
	err := d.update(ctx, func(tx *store.Tx) error {
		f := &filing{d: d, tx: tx, now: time.Now()}
		list, err := circulations(tx)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := setCirculations(tx, list[1:]); err != nil {
			return err
		}
		k, err := tx.Case(c.Case)
		if err != nil {
			return err
		}
		asked, err := tx.Message(c.Message)
		if err != nil {
			return err
		}
		var text workflow.Message
		if draft != nil {
			if text, err = f.fileDraft(draft, c); err != nil {
				return err
			}
		}
		err = f.apply(string(c.Case), d.Procedure.Circulate(k, c.Letter, text, asked, workflow.Route{}, f.now))
		done = f.done
		return err
	})
	if err != nil {
		return err
	}
	d.tell(done)
	return nil
}

// fileDraft stores what a draft says, without its mark. Its bytes are not the
// draft's, so that the letter is another mail when it is sent.
func (f *filing) fileDraft(draft *draftFound, c circulation) (workflow.Message, error) {
	text := withoutReference(f.d.ReadMail(bytes.NewReader(draft.raw), f.d.readOptions()).Text)
	raw := "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
		strings.ReplaceAll(text, "\n", "\r\n")
	id, _, err := f.tx.InsertRaw(draft.at, strings.NewReader(raw))
	if err != nil {
		return workflow.Message{}, err
	}
	m := workflow.Message{ID: id, Source: draft.at.Source, Folder: draft.at.Folder, Received: draft.at.InternalDate, Kind: workflow.KindHuman,
		Text: text, NewText: text, Confidence: 1}
	return m, f.tx.SetMessage(id, m, string(c.Case), string(workflow.VerdictFile))
}

// keepLine is the sentence of a letter that asks to leave its mark where it is.
var keepLine = regexp.MustCompile(`^[> ]*(?:Laat deze regel staan|Please keep this line)\b`)

// withoutReference takes the lines with a letter's mark out, and the sentence about
// them: its secret is for the mailbox alone.
func withoutReference(text string) string {
	var b strings.Builder
	marked := false
	for line := range strings.Lines(text) {
		switch {
		case len(workflow.Secrets(line)) > 0:
			marked = true
		case marked && keepLine.MatchString(line):
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}
