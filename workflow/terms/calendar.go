package terms

import (
	"slices"
	"time"
)

// Calendar tells which days count. The zero Calendar knows the holidays, does
// not apply the Algemene termijnenwet and has no closing days.
type Calendar struct {
	// Termijnenwet switches the moving of ends on. Whether the law binds a
	// foundation is an open point, so it can be switched off.
	Termijnenwet bool
	// Equated are the days that a decree puts on a par with the holidays (art.
	// 3(3)), and EquatedUntil the last year for which they are all known.
	Equated      []Date
	EquatedUntil int
	// Closed are the organisation's own closing days: no working days, but they
	// do not move the end of a term.
	Closed []Date
}

// builtIn are the equated days of 2023-2028, from the decrees under art. 3(3).
var builtIn = []Date{
	{2023, time.April, 28}, {2023, time.May, 19},
	{2024, time.May, 10}, {2024, time.December, 27},
	{2025, time.May, 30},
	{2026, time.January, 2}, {2026, time.May, 15},
	{2027, time.May, 7},
	{2028, time.April, 28}, {2028, time.May, 26},
}

const builtInFrom, builtInUntil = 2023, 2028

// Default is the calendar with the Algemene termijnenwet switched on and the
// equated days that are known, up to and including 2028.
func Default() Calendar {
	return Calendar{Termijnenwet: true, Equated: slices.Clone(builtIn), EquatedUntil: builtInUntil}
}

// Covered reports whether all equated days of that year are known. Ends in a
// year that is not covered may still move once its decree is there. With the law
// switched off there is nothing to know, so every year is covered.
func (c Calendar) Covered(year int) bool {
	return !c.Termijnenwet || builtInFrom <= year && year <= c.EquatedUntil
}

const equatedName = "gelijkgestelde dag"

// Holiday gives the Dutch name of the generally recognised holiday that d is, or
// "". With Termijnenwet an equated day is one ("gelijkgestelde dag"). A weekend
// or a closing day is not a holiday.
func (c Calendar) Holiday(d Date) string {
	if name := holiday(d); name != "" {
		return name
	}
	if c.Termijnenwet && slices.Contains(c.Equated, d) {
		return equatedName
	}
	return ""
}

// ordinary reports whether d is no Saturday, Sunday or holiday: the only days on
// which a term may end (art. 1(1)).
func (c Calendar) ordinary(d Date) bool {
	return !weekend(d) && c.Holiday(d) == ""
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// Workday reports whether people work on d: Monday to Friday, no holiday, no
// equated day and no closing day of the organisation (own choice).
func (c Calendar) Workday(d Date) bool {
	return c.ordinary(d) && !slices.Contains(c.Closed, d)
}

// NextWorkday gives d itself when it is a working day, else the first after it.
func (c Calendar) NextWorkday(d Date) Date {
	for !c.Workday(d) {
		d = d.Add(1)
	}
	return d
}

// AddWorkdays gives the n-th working day after d, or before it when n is
// negative. d itself does not count and need not be a working day; with n 0 it
// is the answer.
func (c Calendar) AddWorkdays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step = -1
	}
	for n != 0 {
		d = d.Add(step)
		if c.Workday(d) {
			n -= step
		}
	}
	return d
}

// holiday names the days of art. 3(1) and Goede Vrijdag (art. 3(2)).
func holiday(d Date) string {
	easter := Easter(d.Year)
	switch d.Sub(easter) {
	case -2:
		return "Goede Vrijdag"
	case 1:
		return "tweede Paasdag"
	case 39:
		return "Hemelvaartsdag"
	case 50:
		return "tweede Pinksterdag"
	}
	if day, name := monarchDay(d.Year); d == day {
		return name
	}
	switch {
	case d.Month == time.January && d.Day == 1:
		return "Nieuwjaarsdag"
	case d.Month == time.May && d.Day == 5:
		// Every year for the law, whatever collective agreements say.
		return "Bevrijdingsdag"
	case d.Month == time.December && d.Day == 25:
		return "eerste Kerstdag"
	case d.Month == time.December && d.Day == 26:
		return "tweede Kerstdag"
	}
	return ""
}

// monarchDay is the day on which the King's birthday is celebrated: 27 April,
// and 30 April until 2013; the day before when that is a Sunday.
func monarchDay(year int) (Date, string) {
	d, name := Date{year, time.April, 27}, "Koningsdag"
	if year < 2014 {
		d, name = Date{year, time.April, 30}, "Koninginnedag"
	}
	if d.Weekday() == time.Sunday {
		d = d.Add(-1)
	}
	return d, name
}

// Easter gives Easter Sunday in the Gregorian calendar, by the rule of Meeus,
// Jones and Butcher.
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}
