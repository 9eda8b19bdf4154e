package terms

import (
	"testing"
	"time"

	"github.com/rickar/cal/v2/nl"
)

// The holidays of 2014-2099 agree, day by day, with a library of others. Before
// 2014 it does not know Koninginnedag.
func TestHolidaysAgreeWithCal(t *testing.T) {
	theirs := make(map[Date]bool)
	for year := 2014; year <= 2099; year++ {
		for _, h := range nl.Holidays {
			actual, observed := h.Calc(year)
			day := actual
			if h == nl.Koningsdag {
				day = observed
			}
			theirs[civil(day)] = true
		}
	}
	var c Calendar
	n := 0
	for d := (Date{2014, time.January, 1}); d.Year < 2100; d = d.Add(1) {
		if got, want := c.Holiday(d) != "", theirs[d]; got != want {
			t.Errorf("%s: holiday %q, library says %v", d, c.Holiday(d), want)
		}
		n++
	}
	if n != 31411 {
		t.Errorf("looked at %d days, want 31411", n)
	}
}

func TestHolidayNames(t *testing.T) {
	c := Default()
	for s, want := range map[string]string{
		"2026-01-01": "Nieuwjaarsdag", "2026-01-02": "gelijkgestelde dag", "2026-04-03": "Goede Vrijdag",
		"2026-04-05": "", "2026-04-06": "tweede Paasdag", "2026-04-27": "Koningsdag", "2026-05-05": "Bevrijdingsdag",
		"2026-05-14": "Hemelvaartsdag", "2026-05-15": "gelijkgestelde dag", "2026-05-24": "", "2026-05-25": "tweede Pinksterdag",
		"2026-12-25": "eerste Kerstdag", "2026-12-26": "tweede Kerstdag", "2026-12-24": "", "2026-12-31": "",
		"2014-04-26": "Koningsdag", "2014-04-27": "", "2014-04-30": "", // 27 April 2014 was a Sunday
		"2025-04-26": "Koningsdag", "2025-04-27": "", "2031-04-26": "Koningsdag",
		"2013-04-30": "Koninginnedag", "2013-04-27": "", "2006-04-29": "Koninginnedag", "2006-04-30": "", // a Sunday
		"2008-05-01": "Hemelvaartsdag", "2008-04-30": "Koninginnedag", "2016-05-05": "Hemelvaartsdag",
		"2023-04-28": "gelijkgestelde dag", "2024-12-27": "gelijkgestelde dag", "2029-05-11": "",
		"2038-04-26": "tweede Paasdag", // the latest Easter there is
	} {
		if got := c.Holiday(day(t, s)); got != want {
			t.Errorf("Holiday(%s) = %q, want %q", s, got, want)
		}
	}
	off := Default()
	off.Termijnenwet = false
	if got := off.Holiday(day(t, "2026-05-15")); got != "" {
		t.Errorf("equated day without the law = %q, want none", got)
	}
	if got := off.Holiday(day(t, "2026-05-14")); got != "Hemelvaartsdag" {
		t.Errorf("holiday without the law = %q", got)
	}
}

func TestWorkdays(t *testing.T) {
	c := Default()
	c.Closed = []Date{day(t, "2026-12-24"), day(t, "2026-12-28")}
	for _, w := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-04-02", 1, "2026-04-07"}, // over Easter
		{"2026-04-07", -1, "2026-04-02"},
		{"2026-05-13", 3, "2026-05-20"}, // Ascension, equated Friday
		{"2026-04-04", 1, "2026-04-07"},
		{"2026-04-04", 0, "2026-04-04"},
		{"2026-12-23", 1, "2026-12-29"}, // closed, Christmas, weekend, closed
		{"2026-12-29", -1, "2026-12-23"},
		{"2026-07-03", 5, "2026-07-10"},
		{"2026-07-05", -1, "2026-07-03"},
	} {
		if got := c.AddWorkdays(day(t, w.from), w.n).String(); got != w.want {
			t.Errorf("AddWorkdays(%s, %d) = %s, want %s", w.from, w.n, got, w.want)
		}
	}
	for from, want := range map[string]string{"2026-12-24": "2026-12-29", "2026-07-06": "2026-07-06", "2026-07-04": "2026-07-06"} {
		if got := c.NextWorkday(day(t, from)).String(); got != want {
			t.Errorf("NextWorkday(%s) = %s, want %s", from, got, want)
		}
	}
	if c.Workday(day(t, "2026-12-24")) || c.Holiday(day(t, "2026-12-24")) != "" {
		t.Error("a closing day is no working day and no holiday")
	}
	// A closing day does not move the end of a term: it is no holiday of the law.
	if got := c.End(day(t, "2026-11-12"), Length{6, Weeks}); got.End.String() != "2026-12-24" || got.Reason != "" {
		t.Errorf("end on a closing day = %s %q, want it unmoved", got.End, got.Reason)
	}
}

func TestCovered(t *testing.T) {
	c := Default()
	for year, want := range map[int]bool{2022: false, 2023: true, 2026: true, 2028: true, 2029: false} {
		if got := c.Covered(year); got != want {
			t.Errorf("Covered(%d) = %v, want %v", year, got, want)
		}
	}
	c.Termijnenwet = false
	if !c.Covered(2040) {
		t.Error("without the law every year is covered")
	}
	d := Default()
	d.Equated[0] = Date{}
	if Default().Equated[0].IsZero() {
		t.Error("Default shares its list")
	}
}
