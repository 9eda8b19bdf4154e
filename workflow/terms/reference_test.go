package terms

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// The reference does the same work in another way: instants at noon instead of
// civil dates, holidays as a list per year with Gauss's Easter, months by walking
// day by day, and the two articles as one search for the first day that
// satisfies both.

func gaussEaster(y int) time.Time {
	a, b, c := y%19, y%4, y%7
	k := y / 100
	p := (13 + 8*k) / 25
	m := (15 - p + k - k/4) % 30
	n := (4 + k - k/4) % 7
	d := (19*a + m) % 30
	e := (2*b + 4*c + 6*d + n) % 7
	day := 22 + d + e
	if d == 29 && e == 6 {
		day = 50
	}
	if d == 28 && e == 6 && (11*m+11)%30 < 19 {
		day = 49
	}
	return noon(y, time.March, day)
}

func noon(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

type reference map[string]bool // days off, as 2006-01-02

func newReference(from, to int) reference {
	r := make(reference)
	off := func(t time.Time) { r[t.Format("2006-01-02")] = true }
	for y := from; y <= to; y++ {
		e := gaussEaster(y)
		for _, days := range []int{-2, 1, 39, 50} {
			off(e.Add(time.Duration(days) * 24 * time.Hour))
		}
		off(noon(y, 1, 1))
		off(noon(y, 5, 5))
		off(noon(y, 12, 25))
		off(noon(y, 12, 26))
		king := noon(y, 4, 27)
		if y <= 2013 {
			king = noon(y, 4, 30)
		}
		if king.Weekday() == 0 {
			king = king.Add(-24 * time.Hour)
		}
		off(king)
		for d := noon(y, 1, 1); d.Year() == y; d = d.Add(24 * time.Hour) {
			if d.Weekday() == 6 || d.Weekday() == 0 {
				off(d)
			}
		}
	}
	for _, s := range []string{"2023-04-28", "2023-05-19", "2024-05-10", "2024-12-27", "2025-05-30", "2026-01-02",
		"2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26"} {
		r[s] = true
	}
	return r
}

func (r reference) raw(d time.Time, n int, unit Unit) time.Time {
	step := 24 * time.Hour
	if n < 0 {
		step = -step
	}
	walk := n
	if n < 0 {
		walk = -n
	}
	switch unit {
	case Weeks:
		walk *= 7
	case Months, Years:
		if unit == Years {
			n *= 12
		}
		want := d.Year()*12 + int(d.Month()) - 1 + n
		// Every day of the wanted month that is not beyond the day number.
		best := time.Time{}
		for x := noon(want/12, time.Month(want%12+1), 1); x.Year()*12+int(x.Month())-1 == want; x = x.Add(24 * time.Hour) {
			if x.Day() <= d.Day() {
				best = x
			}
		}
		return best
	case Workdays:
		for walk > 0 {
			d = d.Add(step)
			if !r[d.Format("2006-01-02")] {
				walk--
			}
		}
		return d
	}
	for ; walk > 0; walk-- {
		d = d.Add(step)
	}
	return d
}

func (r reference) end(d time.Time, n int, unit Unit) (raw, end string) {
	x := r.raw(d, n, unit)
	raw = x.Format("2006-01-02")
	limit, known := map[Unit]int{Days: 90, Weeks: 12, Months: 3}[unit]
	if n < 0 || n > limit || !known { // art. 1(2), art. 4, no notion of the law
		return raw, raw
	}
	days := int(x.Sub(d).Hours() / 24)
	for ; ; x = x.Add(24 * time.Hour) {
		inside := 0
		for y := d.Add(24 * time.Hour); !y.After(x); y = y.Add(24 * time.Hour) {
			if !r[y.Format("2006-01-02")] {
				inside++
			}
		}
		if !r[x.Format("2006-01-02")] && (days < 3 || inside >= 2) {
			return raw, x.Format("2006-01-02")
		}
	}
}

func TestTenThousandTermsAgainstReference(t *testing.T) {
	ref := newReference(1990, 2110)
	c := Default()
	rnd := rand.New(rand.NewPCG(1, 2))
	units := []Unit{Days, Weeks, Months, Years, Workdays}
	moved, back := 0, 0
	check := func(d Date, l Length) {
		raw, end := ref.end(noon(d.Year, d.Month, d.Day), l.N, l.Unit)
		got := c.End(d, l)
		if got.RawEnd.String() != raw || got.End.String() != end {
			t.Fatalf("%s + %s = %s, %s; reference %s, %s", d, l, got.RawEnd, got.End, raw, end)
		}
		if (got.Reason != "") != (got.End != got.RawEnd) {
			t.Fatalf("%s + %s: end %s, raw %s, reason %q", d, l, got.End, got.RawEnd, got.Reason)
		}
		if got.End != got.RawEnd {
			moved++
		}
		if l.N < 0 {
			back++
		}
	}
	for range 10000 {
		d := Date{2000, time.January, 1}.Add(rnd.IntN(36500))
		u := units[rnd.IntN(len(units))]
		n := map[Unit]int{Days: 100, Weeks: 14, Months: 5, Years: 3, Workdays: 30}[u]
		check(d, Length{rnd.IntN(2*n) - n/2, u})
	}
	if moved < 500 || back < 1000 {
		t.Errorf("only %d ends moved and %d counted back: the sample is too easy", moved, back)
	}
	// Short terms are where the two articles meet: every day of seven years.
	for d := (Date{2022, time.January, 1}); d.Year < 2029; d = d.Add(1) {
		for n := 0; n <= 8; n++ {
			check(d, Length{n, Days})
		}
	}
}

func TestTermProperties(t *testing.T) {
	c := Default()
	rnd := rand.New(rand.NewPCG(3, 4))
	units := []Unit{Days, Weeks, Months, Years, Workdays}
	for range 10000 {
		d := Date{1995, time.January, 1}.Add(rnd.IntN(40000))
		l := Length{rnd.IntN(120) - 20, units[rnd.IntN(len(units))]}
		got := c.End(d, l)
		if got.End.Before(got.RawEnd) {
			t.Fatalf("%s + %s ends %s before its raw end %s", d, l, got.End, got.RawEnd)
		}
		if got.End.Sub(got.RawEnd) > 8 {
			t.Fatalf("%s + %s moved by %d days", d, l, got.End.Sub(got.RawEnd))
		}
		if l.Regulated() && (weekend(got.End) || c.Holiday(got.End) != "") {
			t.Fatalf("%s + %s ends on %s, no ordinary day", d, l, got.End)
		}
		if l.N < 0 && (got.End != got.RawEnd || got.End.After(d)) {
			t.Fatalf("%s + %s counted back = %+v", d, l, got)
		}
		if l.Unit == Weeks && got.RawEnd.Weekday() != d.Weekday() {
			t.Fatalf("%s + %s changes the weekday", d, l)
		}
		if l.Unit == Workdays && l.N != 0 && !c.Workday(got.End) {
			t.Fatalf("%s + %s ends on %s, no working day", d, l, got.End)
		}
		if later := c.End(d.Add(1), l); l.Unit != Workdays && later.End.Before(got.End) {
			t.Fatalf("a day later received, %s earlier ended", l)
		}
		if again := c.End(d, l); again != got {
			t.Fatal("two answers for one term")
		}
	}
}

func sharedFile(t *testing.T, name string) *os.File {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		f, err := os.Open(filepath.Join(dir, "shared", "data", name))
		if err == nil {
			return f
		}
		if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Skip("no shared/data/" + name + " beside the repository")
		}
		dir = parent
	}
}

func TestTermijnenwetFile(t *testing.T) {
	f := sharedFile(t, "termijnenwet.csv")
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	units := map[string]Unit{"dagen": Days, "weken": Weeks, "maanden": Months}
	names := map[string]string{"Nieuwjaarsdag": "Nieuwjaarsdag", "Goede Vrijdag": "Goede Vrijdag", "2e Paasdag": "tweede Paasdag",
		"Koningsdag": "Koningsdag", "5 mei": "Bevrijdingsdag", "Hemelvaart": "Hemelvaartsdag", "2e Pinksterdag": "tweede Pinksterdag",
		"gelijkgesteld": "gelijkgestelde dag", "1e Kerst": "eerste Kerstdag", "2e Kerst": "tweede Kerstdag"}
	c := Default()
	n := 0
	for _, row := range rows[1:] {
		number, err := strconv.Atoi(row[2])
		if err != nil || units[row[1]] == "" {
			t.Fatalf("row %v: %v", row, err)
		}
		got := c.End(day(t, row[0]), Length{number, units[row[1]]})
		if got.RawEnd.String() != row[3] || got.End.String() != row[4] {
			t.Errorf("%s %s %s: %s, %s; want %s, %s", row[0], row[2], row[1], got.RawEnd, got.End, row[3], row[4])
		}
		if want, ok := names[row[6]]; ok && c.Holiday(got.RawEnd) != want {
			t.Errorf("Holiday(%s) = %q, want %q", got.RawEnd, c.Holiday(got.RawEnd), want)
		}
		n++
	}
	if n < 100 {
		t.Errorf("only %d rows", n)
	}
	t.Logf("%d rows", n)
}
