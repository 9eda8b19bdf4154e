package daemon

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow"
)

// Classes of mail that leaves: a breaker holds only the one that tripped it (trust
// section 2).
const (
	classReceipt = "ontvangst"   // acknowledgement and bericht-ontvangen: what an automaton provokes
	classParty   = "betrokkenen" // other mail to people of a case
	classStaff   = "medewerkers"
	classAll     = "samen" // all of it together, when no kind of its own is too much
)

// classesAll are those that can be held, and are told of.
var classesAll = []string{classReceipt, classParty, classStaff, classAll}

func classOf(t workflow.Template, person bool) string {
	switch {
	case t == workflow.TemplateAcknowledgement, t == workflow.TemplateMessageReceived:
		return classReceipt
	case person:
		return classParty
	}
	return classStaff
}

const (
	metaBreaker    = "rem."        // + class: since when it is held
	metaBreakerSay = "rem.gemeld." // + class: when the secretary was told
	metaCeiling    = "rem.alles"   // first and last moment of a run of delays by the caps on everything
)

// A class that takes three quarters of what may leave in all is held, so that
// there is room for the others; it goes on when it is down to half of that.
const (
	breakerTrip = 3.0 / 4
	breakerCalm = breakerTrip / 2
	// When the caps on everything delay mail again and again without a calm day in
	// between, for so long, somebody has to look: everything stops.
	ceilingCalm = 24 * time.Hour
	ceilingLong = 48 * time.Hour
)

// together looks at the caps on all mail together. It gives the moment to which n
// has to wait, zero when it may leave.
func (c *claiming) together(n workflow.Notice) (wait time.Time, err error) {
	caps := c.d.cfg.Trust.Caps
	perHour, hour, err1 := c.classes(time.Hour)
	perDay, day, err2 := c.classes(24 * time.Hour)
	if err := errors.Join(err1, err2); err != nil {
		return time.Time{}, err
	}
	class := classOf(n.Template, n.ToParty())
	held, err := c.breaker(class, perHour[class], caps.Hour, perDay[class], caps.Day)
	if err != nil {
		return time.Time{}, err
	}
	if err := c.full(hour, day); err != nil {
		return time.Time{}, err
	}
	switch {
	case hour >= caps.Hour:
		wait = c.now.Add(10 * time.Minute)
	case day >= caps.Day:
		wait = c.now.Add(time.Hour)
	case held && perDay[class] >= part(caps.Day, breakerTrip):
		return c.now.Add(time.Hour), nil
	case held:
		return c.now.Add(10 * time.Minute), nil
	default:
		return time.Time{}, nil
	}
	return wait, c.ceiling()
}

func (c *claiming) classes(window time.Duration) (per map[string]int, total int, err error) {
	kinds, err := c.tx.SentKinds(c.now.Add(-window))
	per = make(map[string]int)
	for _, k := range kinds {
		per[classOf(k.Template, k.Person)] += k.N
		total += k.N
	}
	return per, total, err
}

func part(cap int, share float64) int { return max(1, int(float64(cap)*share)) }

// breaker tells whether a class is held. That it is outlives a restart.
func (c *claiming) breaker(class string, hour, perHour, day, perDay int) (held bool, err error) {
	since, err := c.tx.Meta(metaBreaker + class)
	if err != nil {
		return false, err
	}
	switch {
	case since == "" && (hour >= part(perHour, breakerTrip) || day >= part(perDay, breakerTrip)):
		c.d.log.Error("too much mail of one kind, it is held", "class", class, "hour", hour, "day", day)
		c.d.wake.Store(true)
		return true, c.tx.SetMeta(metaBreaker+class, StampOf(c.now))
	case since != "" && hour < part(perHour, breakerCalm) && day < part(perDay, breakerTrip):
		c.d.log.Info("mail of this kind leaves again", "class", class)
		return false, c.tx.SetMeta(metaBreaker+class, "")
	}
	return since != "", nil
}

// full notes that the caps on everything are reached although no kind of mail was
// too much by itself: the secretary hears of a flood before the second day.
func (c *claiming) full(hour, day int) error {
	caps := c.d.cfg.Trust.Caps
	held, err := Held(c.tx)
	if err != nil {
		return err
	}
	_, known := held[classAll]
	switch {
	case len(held) == 0 && (hour >= caps.Hour || day >= caps.Day):
		c.d.log.Error("too much mail, it is slowed down", "hour", hour, "day", day)
		c.d.wake.Store(true)
		return c.tx.SetMeta(metaBreaker+classAll, StampOf(c.now))
	case known && hour < part(caps.Hour, breakerCalm) && day < part(caps.Day, breakerTrip):
		return c.tx.SetMeta(metaBreaker+classAll, "")
	}
	return nil
}

// ceiling notes that the caps on everything delay mail, and stops everything when
// they have done so for long.
func (c *claiming) ceiling() error {
	text, err := c.tx.Meta(metaCeiling)
	if err != nil {
		return err
	}
	a, b, _ := strings.Cut(text, " ")
	first, _ := time.Parse(time.RFC3339, a)
	last, _ := time.Parse(time.RFC3339, b)
	if first.IsZero() || c.now.Sub(last) > ceilingCalm {
		first = c.now
	}
	if c.now.Sub(first) >= ceilingLong {
		return c.d.halt(c.tx, StopBreaker, c.now)
	}
	return c.tx.SetMeta(metaCeiling, StampOf(first)+" "+StampOf(c.now))
}

func clearBreakers(tx *store.Tx) error {
	err := tx.SetMeta(metaCeiling, "")
	for _, class := range classesAll {
		err = errors.Join(err, tx.SetMeta(metaBreaker+class, ""))
	}
	return err
}

// tellBreakers puts a notice into the inbox about each class that is held, at most
// one a day.
func (d *Daemon) tellBreakers(ctx context.Context) (next time.Time, err error) {
	now := time.Now()
	for _, class := range classesAll {
		var since, told time.Time
		err := d.db.View(ctx, func(tx *store.Tx) (err error) {
			if since, err = MetaTime(tx, metaBreaker+class); err != nil {
				return err
			}
			told, err = MetaTime(tx, metaBreakerSay+class)
			return err
		})
		if err != nil {
			return time.Time{}, fmt.Errorf("look at breakers: %w", err)
		}
		if since.IsZero() || now.Before(told.Add(alarmEvery)) {
			continue
		}
		moment := dutchMoment(since.In(d.Procedure.Location))
		text := notification{breakerSubject, fmt.Sprintf(breakerBody, breakerDutch[class], moment)}
		if class == classAll {
			text = notification{slowSubject, fmt.Sprintf(slowBody, moment)}
		}
		if err := d.appendNotice(ctx, "kp."+strings.ToLower(rand.Text())+"@"+d.Procedure.Committee.Domain, text); err != nil {
			if ctx.Err() == nil {
				d.log.Warn("the secretary could not be told", "class", class, "err", err)
			}
			next = now.Add(alarmRetry)
			continue
		}
		err = d.update(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.SetMeta(metaBreakerSay+class, StampOf(now)) })
		if err != nil {
			return time.Time{}, err
		}
	}
	return next, nil
}

// Held gives the classes of mail that are held, and since when.
func Held(tx *store.Tx) (map[string]time.Time, error) {
	held := make(map[string]time.Time)
	for _, class := range classesAll {
		since, err := MetaTime(tx, metaBreaker+class)
		if err != nil {
			return nil, err
		}
		if !since.IsZero() {
			held[class] = since
		}
	}
	return held, nil
}
