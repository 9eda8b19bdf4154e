package terms

import (
	"encoding/json"
	"testing"
	"time"
)

func day(t *testing.T, s string) Date {
	t.Helper()
	d, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Skip("no time zone data: ", err)
	}
	return loc
}

func TestOf(t *testing.T) {
	loc := amsterdam(t)
	for _, c := range []struct{ instant, want string }{
		{"2026-04-28T21:59:59Z", "2026-04-28"}, // 23:59:59 in summer
		{"2026-04-28T22:00:00Z", "2026-04-29"},
		{"2026-12-31T22:59:59Z", "2026-12-31"}, // 23:59:59 in winter
		{"2026-12-31T23:00:00Z", "2027-01-01"},
		{"2026-10-25T00:30:00Z", "2026-10-25"}, // 02:30, the first of two
		{"2026-10-25T01:30:00Z", "2026-10-25"}, // 02:30 again
	} {
		at, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(at, loc).String(); got != c.want {
			t.Errorf("Of(%s) = %s, want %s", c.instant, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, s := range []string{"2026-04-28", "2028-02-29", "0001-01-01", "9999-12-31"} {
		if d := day(t, s); d.String() != s {
			t.Errorf("Parse(%q).String() = %q", s, d)
		}
	}
	for _, s := range []string{"", "2026-2-3", "2026-02-29", "2026-13-01", "2026-04-31", "2026-04-00", "28-04-2026",
		"2026-04-28T10:00:00Z", " 2026-04-28", "2026/04/28", "12026-04-28", "-026-04-28", "gisteren"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", s, d)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-01-30", 1, "2026-02-28"},
		{"2026-01-28", 1, "2026-02-28"}, {"2026-08-31", 1, "2026-09-30"}, {"2026-12-31", 2, "2027-02-28"},
		{"2026-11-30", 3, "2027-02-28"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-01-15", -1, "2025-12-15"},
		{"2028-02-29", 12, "2029-02-28"}, {"2028-02-29", 48, "2032-02-29"}, {"2100-01-29", 1, "2100-02-28"},
		{"2026-05-15", 0, "2026-05-15"}, {"2026-12-01", 1, "2027-01-01"}, {"2027-01-31", -11, "2026-02-28"},
	} {
		if got := day(t, c.from).AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	d := day(t, "2026-03-28")
	if got := d.Add(1).String(); got != "2026-03-29" { // the day has 23 hours in Amsterdam
		t.Errorf("Add(1) = %s", got)
	}
	if got := day(t, "2026-10-26").Sub(day(t, "2026-10-24")); got != 2 { // one of them has 25
		t.Errorf("Sub = %d, want 2", got)
	}
	if got := day(t, "9999-12-31").Sub(day(t, "0001-01-01")); got != 3652058 {
		t.Errorf("Sub over all years = %d, want 3652058", got)
	}
	early, late := day(t, "2026-09-30"), day(t, "2026-10-01")
	if !early.Before(late) || early.After(late) || !late.After(early) || late.Compare(late) != 0 || !(Date{}).Before(early) {
		t.Error("Before, After and Compare disagree")
	}
	if at := early.At(8, 30, amsterdam(t)).UTC().Format(time.RFC3339); at != "2026-09-30T06:30:00Z" {
		t.Errorf("At(8, 30) = %s", at)
	}
}

func TestDateText(t *testing.T) {
	type doc struct {
		Day  Date   `json:"day"`
		None Date   `json:"none"`
		Len  Length `json:"len"`
	}
	in := doc{Day: day(t, "2026-04-28"), Len: Length{6, Weeks}}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"day":"2026-04-28","none":"","len":"6w"}`; string(b) != want {
		t.Errorf("Marshal = %s, want %s", b, want)
	}
	var out doc
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("Unmarshal = %+v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"day":"2026-02-30"}`), &out); err == nil {
		t.Error("30 February was read")
	}
	if _, err := (Date{Year: 12026, Month: 1, Day: 1}).MarshalText(); err == nil {
		t.Error("a year of five digits was written")
	}
}

func TestWords(t *testing.T) {
	d := day(t, "2026-04-28")
	for _, c := range []struct{ got, want string }{
		{DutchDate(d), "dinsdag 28 april 2026"}, {DutchDay(d), "dinsdag 28 april"},
		{EnglishDate(d), "Tuesday 28 April 2026"}, {EnglishDay(d), "Tuesday 28 April"},
		{DutchDate(Date{}), ""}, {DutchDay(Date{}), ""}, {EnglishDate(Date{}), ""}, {EnglishDay(Date{}), ""},
		{DutchDay(day(t, "2027-03-07")), "zondag 7 maart"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
