package store

import (
	"errors"
	"fmt"
	"time"

	"klachtenpost/workflow"
)

func (tx *Tx) insertToken(t workflow.Token) error {
	_, err := tx.exec(`
		INSERT INTO token (message_id, code, secret, matter, role, person, shown, local, domain, question, template,
			notice)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.MessageID, label(t.Code), label(t.Secret), t.Matter, t.Role, t.Person, t.Address.Name, t.Address.Local,
		t.Address.Domain, t.Question, t.Template, t.Notice)
	if err != nil {
		return fmt.Errorf("token: %w", err)
	}
	return nil
}

const tokenColumns = `SELECT message_id, code, secret, matter, role, person, shown, local, domain, question,
	template, notice, (SELECT key FROM notice n WHERE n.id = token.notice), expires FROM token`

// token reads one token. One that is past its date is Expired; now is the moment
// of the mail it is held against.
func (tx *Tx) token(now time.Time, where string, args ...any) (workflow.Token, bool, error) {
	var t workflow.Token
	var expires time.Time
	ok, err := found(tx.one([]any{
		&t.MessageID, (*label)(&t.Code), (*label)(&t.Secret), &t.Matter, &t.Role, &t.Person, &t.Address.Name,
		&t.Address.Local, &t.Address.Domain, &t.Question, &t.Template, &t.Notice, &t.Key, (*stamp)(&expires),
	}, tokenColumns+` `+where, args...))
	if err != nil {
		return t, false, fmt.Errorf("token: %w", err)
	}
	t.Expired = !expires.IsZero() && !now.Before(expires)
	return t, ok, nil
}

// ExpireTokens lets the tokens of a matter end at a moment, as when its case was
// closed. Those that end earlier stay as they are.
func (tx *Tx) ExpireTokens(matter string, at time.Time) error {
	_, err := tx.exec(`UPDATE token SET expires = ?2 WHERE matter = ?1 AND (expires IS NULL OR expires > ?2)`,
		matter, stamp(at))
	if err != nil {
		return fmt.Errorf("expire tokens of %s: %w", matter, err)
	}
	return nil
}

// ReviveTokens takes back ExpireTokens, as when a case is opened again.
func (tx *Tx) ReviveTokens(matter string) error {
	if _, err := tx.exec(`UPDATE token SET expires = NULL WHERE matter = ?`, matter); err != nil {
		return fmt.Errorf("revive tokens of %s: %w", matter, err)
	}
	return nil
}

// AddAlias remembers another id under which a mail of ours is known. An id that
// is known already stays what it was.
func (tx *Tx) AddAlias(messageID, alias string) error {
	if alias == "" || alias == messageID {
		return nil
	}
	_, err := tx.exec(`INSERT INTO alias (alias, message_id) VALUES (?, ?) ON CONFLICT (alias) DO NOTHING`,
		alias, messageID)
	if err != nil {
		return fmt.Errorf("add alias: %w", err)
	}
	return nil
}

// AliasSent registers another id under which a letter that was seen sent is
// known: a second copy of the same submission bears one of its own. A secret that
// was not spent, or is none, registers nothing.
func (tx *Tx) AliasSent(secret, id string) error {
	var messageID string
	ok, err := found(tx.one([]any{&messageID}, `SELECT message_id FROM token WHERE secret = ? AND spent IS NOT NULL`, secret))
	if err != nil || !ok {
		return err
	}
	return tx.AddAlias(messageID, id)
}

// ErrSpent says that the secret of a letter was seen before.
var ErrSpent = errors.New("secret was spent before")

// SpendSecret registers that the letter with this secret was seen sent, under
// the id sentAs: the secret never counts again, the letter is sent, and the id
// becomes an alias of its token.
func (tx *Tx) SpendSecret(secret, sentAs string, now time.Time) error {
	var messageID string
	var mail int64
	err := tx.one([]any{&messageID, &mail}, `
		SELECT t.message_id, o.id FROM token t JOIN outbox o ON o.message_id = t.message_id WHERE t.secret = ?`, secret)
	if err != nil {
		return fmt.Errorf("spend secret: %w", err)
	}
	err = tx.change(`UPDATE token SET spent = ? WHERE secret = ? AND spent IS NULL`, stamp(now), secret)
	if errors.Is(err, ErrNotFound) {
		return ErrSpent
	}
	if err == nil {
		// Whatever the records thought of the draft: it was sent.
		_, err = tx.exec(`UPDATE outbox SET state = 'verstuurd', seen = ?, next_try = NULL WHERE id = ?`, stamp(now), mail)
	}
	if err == nil {
		err = tx.noticeFollows(mail)
	}
	if err == nil {
		err = tx.AddAlias(messageID, sentAs)
	}
	if err != nil {
		return fmt.Errorf("spend secret: %w", err)
	}
	return nil
}
