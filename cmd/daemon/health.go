package daemon

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/mailbox"
	"klachtenpost/store"
)

// The two ways to the outside. Of each is kept when it last worked and since
// when it does not, for status and for the alarm.
const (
	PartIMAP = "imap"
	PartSMTP = "smtp"
)

// Keys of store meta. Neither value names a person, a mail or a password.
const (
	MetaContact = "contact." // + part: when the server last answered as it should
	MetaFault   = "storing." // + part: since when it does not, and its mailbox.Trouble
)

// heartbeat is how often a contact that goes well is written down. Each is a
// write that reaches the disk: a mailbox that is quiet should leave it alone.
const heartbeat = 15 * time.Minute

// health is what the daemon remembers of its contacts between two writes.
type health struct {
	mu    sync.Mutex
	parts map[string]*contact
}

type contact struct {
	trouble mailbox.Trouble
	stored  time.Time // last written down
	logged  time.Time // last time the present trouble was explained in the log
}

// healthy is told how the contact with a server went: nil, or the error that
// ended it.
func (d *Daemon) healthy(part string, err error) {
	now, trouble := time.Now(), mailbox.TroubleOf(err)
	if trouble == mailbox.TroubleLogin {
		d.tokens.Forget()
	}
	d.health.mu.Lock()
	if d.health.parts == nil {
		d.health.parts = make(map[string]*contact)
	}
	c := d.health.parts[part]
	if c == nil {
		c = new(contact)
		d.health.parts[part] = c
	}
	changed := c.stored.IsZero() || c.trouble != trouble
	due := changed || now.Sub(c.stored) >= heartbeat
	explain := trouble != "" && (c.trouble != trouble || now.Sub(c.logged) >= time.Hour)
	recovered := trouble == "" && c.trouble != ""
	c.trouble = trouble
	if due {
		c.stored = now
	}
	if explain {
		c.logged = now
	}
	d.health.mu.Unlock()
	switch {
	case explain:
		a := advice.For(part, d.server(part), err)
		d.log.Error(part+" does not work: "+a.What, "do", a.Do)
	case recovered:
		d.log.Info(part + " works again")
	}
	if !due {
		return
	}
	werr := d.update(context.Background(), func(tx *store.Tx) error {
		if _, err := d.stopped(tx, now); err != nil {
			return err
		}
		return errors.Join(d.clock(tx, now), setContact(tx, part, trouble, now))
	})
	if store.IsStorage(werr) && d.abort != nil {
		d.abort(werr)
	}
	if changed {
		kick(d.alarm)
		d.service.status(d.contacts())
	}
}

func setContact(tx *store.Tx, part string, trouble mailbox.Trouble, now time.Time) error {
	if trouble == "" {
		if err := tx.SetMeta(MetaContact+part, StampOf(now)); err != nil {
			return err
		}
		return tx.SetMeta(MetaFault+part, "")
	}
	since, _, err := FaultOf(tx, part)
	if err != nil {
		return err
	}
	if since.IsZero() {
		since = now
	}
	return tx.SetMeta(MetaFault+part, StampOf(since)+" "+string(trouble))
}

// StampOf is how a moment is written in store meta.
func StampOf(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// ContactOf is when a server last answered as it should, zero for never.
func ContactOf(tx *store.Tx, part string) (time.Time, error) { return MetaTime(tx, MetaContact+part) }

// FaultOf is since when a server does not, zero when it does.
func FaultOf(tx *store.Tx, part string) (since time.Time, trouble mailbox.Trouble, err error) {
	text, err := tx.Meta(MetaFault + part)
	at, word, _ := strings.Cut(text, " ")
	since, _ = time.Parse(time.RFC3339, at)
	return since, mailbox.Trouble(word), err
}

// MetaTime is a moment that was written in store meta, zero for none.
func MetaTime(tx *store.Tx, key string) (time.Time, error) {
	text, err := tx.Meta(key)
	t, _ := time.Parse(time.RFC3339, text)
	return t, err
}

// server is the configuration of one of the two servers.
func (d *Daemon) server(part string) config.Server {
	if part == PartSMTP {
		return d.cfg.SMTP
	}
	return d.cfg.IMAP
}

// contacts is how the two servers are doing, in one line for systemctl status.
func (d *Daemon) contacts() string {
	d.health.mu.Lock()
	defer d.health.mu.Unlock()
	var words []string
	for _, part := range []string{PartIMAP, PartSMTP} {
		switch c := d.health.parts[part]; {
		case c == nil:
		case c.trouble == "":
			words = append(words, part+" works")
		default:
			words = append(words, part+": "+advice.Trouble[c.trouble])
		}
	}
	return strings.Join(words, "; ")
}

// pulse shows whether a loop gets on. A loop rests while it waits for something
// to do; a loop that works shows a sign now and then.
type pulse struct {
	name  string
	limit time.Duration // without a sign it is stuck

	mu   sync.Mutex
	rest bool
	sign time.Time
}

type pulseKey struct{}

// pulseOf is the pulse of the loop that ctx belongs to; nil for none.
func pulseOf(ctx context.Context) *pulse {
	p, _ := ctx.Value(pulseKey{}).(*pulse)
	return p
}

// resting notes that the loop waits, or that it works again.
func (p *pulse) resting(rest bool) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest, p.sign = rest, time.Now()
}

// stuck reports whether the loop has been at one thing for too long.
func (p *pulse) stuck(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.rest && now.Sub(p.sign) > p.limit
}

// stuck names the loops that do not get on.
func (d *Daemon) stuck(now time.Time) []string {
	var names []string
	for _, p := range d.pulses {
		if p.stuck(now) {
			names = append(names, p.name)
		}
	}
	return names
}

// MetaLive + a name: what check -live learnt of this mailbox, for the daemon.
//
//	levend.op           when
//	levend.kopie        "ja" when the server keeps submitted mail in Sent, else "nee"
//	levend.message_id   "behouden" or "vervangen" on submission
//	levend.authserv     name in Authentication-Results on a mail to ourselves, "-" for none
//	levend.brief        "als commissie" or "als ander": whom the letter was sent as
//	levend.brief_waar   where it was seen: "verzonden", "inbox", "andere map", joined with commas
//	levend.brief_id     "behouden" or "vervangen": its Message-ID
//	levend.verwijzingen "behouden", "vervallen" or "onbekend": its References
const MetaLive = "levend."
