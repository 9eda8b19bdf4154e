package proof

import (
	"slices"
	"strings"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow"
)

// sent is an accepted mail that bears our header.
type sent struct {
	Mail
	m workflow.Message
}

// arrival is how often a mail of ours was accepted.
type arrival struct {
	told   int // by its recipient
	copies int // by the committee, of a mail to somebody else
}

// told is I2 to I4: what SMTP servers took against what the records say of it.
func (c *checking) told() {
	arrived := map[*outgoing]*arrival{}
	for _, s := range c.ours {
		o := c.r.byMark[s.m.Ours]
		if o == nil {
			if !c.w.Restored {
				c.wrong(Other, "I3", "a mail to %s was accepted at %s that the records do not know", s.To, s.At.Format(time.DateTime))
			}
			continue
		}
		a := arrived[o]
		if a == nil {
			a = &arrival{}
			arrived[o] = a
		}
		switch {
		case s.To == o.to, o.to == "": // the case was erased
			a.told++
		case s.To == c.w.Committee && (o.copied || c.w.Restored): // what was found again does not say whether a copy went along
			a.copies++
		default:
			c.wrong(WronglyTold, "I4", "%s is for %s and was accepted for %s", o.name(), o.to, s.To)
		}
		if !c.w.Rewrites && o.size > 0 && (int64(len(s.Raw)) < o.size || hash(s.Raw[int64(len(s.Raw))-o.size:]) != o.hash) {
			c.wrong(Other, "I3", "%s was accepted with other bytes than were frozen", o.name())
		}
	}
	for i := range c.r.mails {
		o := &c.r.mails[i]
		if o.letter {
			c.letter(o)
			continue
		}
		a := arrived[o]
		if a == nil {
			a = &arrival{}
		}
		c.one(o, a.told)
		if a.told > 0 {
			c.held(o)
		}
	}
	c.same(arrived)
}

func (o *outgoing) name() string { return o.matter + "/" + o.key + " (" + o.template + ")" }

// repeatable reports whether a mail may be sent once more when nobody knows whether
// it was taken (trust section 4).
func (o *outgoing) repeatable() bool {
	return workflow.Notice{Template: workflow.Template(o.template)}.Repeatable()
}

// one is one mail that was accepted n times for its recipient.
func (c *checking) one(o *outgoing, n int) {
	most := 1
	if c.w.Unproven && o.repeatable() {
		most = 2
	}
	switch {
	case n > most:
		c.wrong(Doubled, "I2", "%s was accepted %d times for %s", o.name(), n, o.to)
	case n == 0 && o.state == store.StateSent && !c.w.Restored:
		c.wrong(WronglyTold, "I3", "%s is %s and no server took it", o.name(), o.state)
	case n > 0 && (o.state == store.StateRefused || o.state == store.StateGivenUp || o.state == store.StateDropped):
		c.wrong(WronglyTold, "I3", "%s is %s and was accepted", o.name(), o.state)
	case n > 0 && o.state == store.StateAgain && most == 1:
		c.wrong(Doubled, "I3", "%s was accepted and is to be sent again", o.name())
	}
	if n > 0 && o.to != "" && !c.onFile(o) {
		c.wrong(WronglyTold, "I4", "%s went to %s, which is not on file", o.name(), o.to)
	}
}

// committeeHas are the statuses in which a committee has a case.
var committeeHas = []workflow.Status{workflow.StatusAdmissibility, workflow.StatusStatements, workflow.StatusHearing, workflow.StatusDeliberation}

// holds are the statuses in which it is so what a mail says of a case. The mails of
// which it does not depend on the status are in no row.
var holds = map[string][]workflow.Status{
	string(workflow.TemplateToHandler):                                         {workflow.StatusWithDirector},
	string(workflow.TemplateTakenUp):                                           {workflow.StatusWithDirector},
	string(workflow.TemplateAdmissibility):                                     committeeHas,
	string(workflow.TemplateDefenceAsked):                                      committeeHas,
	string(workflow.TemplateInterim) + " " + string(workflow.NewsAdmissible):   committeeHas,
	string(workflow.TemplateInterim) + " " + string(workflow.NewsDeliberation): committeeHas,
	string(workflow.TemplateInterim) + " " + string(workflow.NewsWithdrawn):    {workflow.StatusClosed},
	string(workflow.TemplateBesluitAsked):                                      {workflow.StatusDirectorDecides},
	string(workflow.TemplateClosing):                                           {workflow.StatusClosed},
}

// held is I9: what is told by a mail was so when it was frozen. One that is sent again
// says once more what it said.
func (c *checking) held(o *outgoing) {
	in, ok := holds[strings.TrimSpace(o.template+" "+o.news)]
	steps, at := c.r.statuses[o.matter], c.r.moved[o.matter]
	if !ok || len(steps) < 2 || c.w.Restored { // after a restore the log begins later than what was sent
		return
	}
	var then []workflow.Status // more than one when it moved at that moment
	for i, s := range steps {
		if at[i] < o.date {
			then = then[:0]
		}
		if at[i] <= o.date {
			then = append(then, s)
		}
	}
	if !slices.ContainsFunc(then, func(s workflow.Status) bool { return slices.Contains(in, s) }) {
		c.wrong(WronglyTold, "I9", "%s was frozen at %s when the case was %s", o.name(), o.date, then)
	}
}

// onFile reports whether a mail could go where it went.
func (c *checking) onFile(o *outgoing) bool {
	return o.to == c.w.Committee || slices.Contains(c.w.Staff, o.to) || slices.Contains(c.r.people[o.matter], o.to)
}

// letter is a letter of which the records say that it lies in Drafts.
func (c *checking) letter(o *outgoing) {
	if c.w.Drafts == nil {
		return
	}
	n := 0
	for _, m := range c.w.Drafts {
		if hash(m.Raw) == o.hash {
			n++
		}
	}
	if n > 1 {
		c.wrong(Doubled, "I2", "%s lies in Drafts %d times", o.name(), n)
	}
	if n == 0 && o.state == store.StateDraft && c.w.Quiet && !c.w.Rewrites {
		c.wrong(Lost, "I3", "%s does not lie in Drafts", o.name())
	}
}

// same looks for one thing that was told twice by two notices within a day.
func (c *checking) same(arrived map[*outgoing]*arrival) {
	type telling struct{ matter, to, thing, day string }
	told := map[telling]*outgoing{}
	for i := range c.r.mails {
		o := &c.r.mails[i]
		if a := arrived[o]; a == nil || a.told == 0 {
			continue
		}
		t := telling{o.matter, o.to, o.thing, o.date[:len("2006-01-02")]}
		if first := told[t]; first != nil {
			c.wrong(Doubled, "I2", "%s and %s tell %s the same", first.name(), o.name(), o.to)
		}
		told[t] = o
	}
}

// waiting looks, when all is over, for what was never told and nobody knows of.
func (c *checking) waiting() {
	if !c.w.Quiet || c.r.halted {
		return
	}
	for _, n := range c.r.waiting {
		c.wrong(Lost, "I3", "%s waits and does not leave", n)
	}
	for i := range c.r.mails {
		o := &c.r.mails[i]
		switch o.state {
		case store.StateBusy, store.StateAgain:
			c.wrong(Lost, "I3", "%s is still %s", o.name(), o.state)
		case store.StateRefused, store.StateGivenUp, store.StateUnknown:
			quiet := o.to == c.w.Committee || o.template == string(workflow.TemplateMessageReceived) ||
				o.state == store.StateUnknown && o.repeatable() || // they stand in the overview
				o.size == 0 // its words were to be forgotten before anybody knew
			if !quiet && !c.r.failing[o.matter+"/"+o.key] {
				c.wrong(Lost, "I3", "%s is %s and nobody was asked about it", o.name(), strings.TrimSpace(o.state))
			}
		}
	}
}
