package terms

import (
	"strconv"
	"strings"
	"time"
)

// Term is a term worked out.
type Term struct {
	Received Date // the day that does not count itself
	Length   Length
	// RawEnd is the end by counting alone, End what the law makes of it. An
	// extension is counted from RawEnd.
	RawEnd, End Date
	// Reason says in Dutch why End is later than RawEnd: "27 april is
	// Koningsdag". It is empty when the end was not moved.
	Reason string
	// Extended names in Dutch what Extend added: "vier weken". It is empty for a
	// first term.
	Extended string
}

// End works a term out: l after the day of receipt, which does not count, so
// that six weeks end on the same weekday. With a negative length it counts back,
// and such an end is never moved (art. 1(2)).
func (c Calendar) End(received Date, l Length) Term {
	t := Term{Received: received, Length: l, RawEnd: c.count(received, l)}
	return c.move(t, l)
}

// Extend adds a length to a term. It counts from the raw end of the first and
// goes once through the rule; counting on from an end that was already moved
// would give days away. Art. 4 looks at the length of the added part (own
// choice), art. 2 at the term as a whole.
func (c Calendar) Extend(first Term, add Length) Term {
	t := first
	t.RawEnd = c.count(first.RawEnd, add)
	t.Extended = add.words()
	if first.Extended != "" {
		t.Extended = first.Extended + " en daarna " + t.Extended
	}
	return c.move(t, add)
}

// count counts without looking where it ends.
func (c Calendar) count(d Date, l Length) Date {
	switch l.Unit {
	case Weeks:
		return d.Add(7 * l.N)
	case Months:
		return d.AddMonths(l.N)
	case Years:
		return d.AddMonths(12 * l.N)
	case Workdays:
		return c.AddWorkdays(d, l.N)
	}
	return d.Add(l.N)
}

// move sets End and Reason from RawEnd; part is the length art. 4 looks at.
func (c Calendar) move(t Term, part Length) Term {
	t.End, t.Reason = t.RawEnd, ""
	if !c.Termijnenwet || !part.Regulated() {
		return t
	}
	// Art. 1(1): not on a Saturday, Sunday or holiday.
	for !c.ordinary(t.End) {
		t.End = t.End.Add(1)
	}
	// Art. 2: in three days or more, two that are none of these.
	short := false
	if t.RawEnd.Sub(t.Received) >= 3 {
		for !c.twoOrdinary(t.Received, t.End) {
			t.End, short = t.End.Add(1), true
		}
	}
	t.Reason = c.reason(t.RawEnd, t.End, short)
	return t
}

// twoOrdinary reports whether two ordinary days lie after from, up to and
// including to. It looks from the end, so that a long term costs no more.
func (c Calendar) twoOrdinary(from, to Date) bool {
	n := 0
	for d := to; d.After(from); d = d.Add(-1) {
		if c.ordinary(d) {
			n++
		}
		if n == 2 {
			return true
		}
	}
	return false
}

// reason names the days from raw on that a term cannot end on.
func (c Calendar) reason(raw, end Date, short bool) string {
	var parts []string
	for d := raw; d.Before(end); d = d.Add(1) {
		name, next := c.Holiday(d), d.Add(1)
		switch {
		case name == equatedName:
			parts = append(parts, dayMonth(d)+" is een gelijkgestelde dag")
		case name != "":
			parts = append(parts, dayMonth(d)+" is "+name)
		case d.Weekday() == time.Saturday && next.Before(end) && c.Holiday(next) == "":
			parts = append(parts, twoDays(d, next)+" zijn zaterdag en zondag")
			d = next
		case weekend(d):
			parts = append(parts, dayMonth(d)+" is een "+weekdaysNL[d.Weekday()])
		}
	}
	return join(parts, short)
}

// join makes one clause of the days; a comma stands between them when a part
// has an "en" of its own.
func join(parts []string, short bool) string {
	const two = "in de termijn moeten ten minste twee dagen zitten die geen weekend of feestdag zijn"
	s := strings.Join(parts, ", ")
	switch {
	case short && s == "":
		return two
	case short:
		return s + ", en " + two
	case len(parts) > 1 && !strings.Contains(s, " en "):
		i := strings.LastIndex(s, ", ")
		return s[:i] + " en " + s[i+2:]
	}
	return s
}

func twoDays(d, e Date) string {
	if d.Month == e.Month {
		return strconv.Itoa(d.Day) + " en " + dayMonth(e)
	}
	return dayMonth(d) + " en " + dayMonth(e)
}

// Sentence says the term in one Dutch sentence: "Uiterlijk dinsdag 28 april
// 2026: zes weken na ontvangst op maandag 16 maart 2026; 27 april is
// Koningsdag."
func (t Term) Sentence() string {
	if t.Length.N < 0 {
		return t.SentenceFrom("")
	}
	return t.SentenceFrom("ontvangst op")
}

// SentenceFrom is Sentence for a term that runs from something else than a
// receipt, such as "het voorstel van". The day is written behind it.
func (t Term) SentenceFrom(event string) string {
	side := " na "
	if t.Length.N < 0 {
		side = " voor "
	}
	if event != "" {
		event += " "
	}
	s := "Uiterlijk " + DutchDate(t.End) + ": " + t.Length.words() + side + event + DutchDate(t.Received)
	if t.Extended != "" {
		s += ", verlengd met " + t.Extended
	}
	if t.Reason != "" {
		s += "; " + t.Reason
	}
	return s + "."
}
