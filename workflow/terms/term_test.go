package terms

import (
	"strings"
	"testing"
	"time"
)

func mustLength(t *testing.T, s string) Length {
	t.Helper()
	l, err := ParseLength(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEnd(t *testing.T) {
	const two = "in de termijn moeten ten minste twee dagen zitten die geen weekend of feestdag zijn"
	for _, c := range []struct{ received, length, raw, end, reason string }{
		// Article 1(1).
		{"2026-02-20", "6w", "2026-04-03", "2026-04-07", "3 april is Goede Vrijdag, 4 en 5 april zijn zaterdag en zondag, 6 april is tweede Paasdag"},
		{"2026-04-02", "6w", "2026-05-14", "2026-05-18", "14 mei is Hemelvaartsdag, 15 mei is een gelijkgestelde dag, 16 en 17 mei zijn zaterdag en zondag"},
		{"2027-03-24", "6w", "2027-05-05", "2027-05-10", "5 mei is Bevrijdingsdag, 6 mei is Hemelvaartsdag, 7 mei is een gelijkgestelde dag, 8 en 9 mei zijn zaterdag en zondag"},
		{"2026-11-20", "6w", "2027-01-01", "2027-01-04", "1 januari is Nieuwjaarsdag, 2 en 3 januari zijn zaterdag en zondag"},
		{"2026-03-16", "6w", "2026-04-27", "2026-04-28", "27 april is Koningsdag"},
		{"2025-03-15", "6w", "2025-04-26", "2025-04-28", "26 april is Koningsdag en 27 april is een zondag"},
		{"2026-06-20", "6w", "2026-08-01", "2026-08-03", "1 en 2 augustus zijn zaterdag en zondag"},
		{"2026-06-21", "6w", "2026-08-02", "2026-08-03", "2 augustus is een zondag"},
		{"2026-12-19", "6w", "2027-01-30", "2027-02-01", "30 en 31 januari zijn zaterdag en zondag"},
		{"2026-04-18", "2w", "2026-05-02", "2026-05-04", "2 en 3 mei zijn zaterdag en zondag"},
		{"2026-09-19", "6w", "2026-10-31", "2026-11-02", "31 oktober en 1 november zijn zaterdag en zondag"},
		{"2026-07-07", "4w", "2026-08-04", "2026-08-04", ""},
		// A day or two: article 1 but not article 2.
		{"2026-04-03", "1d", "2026-04-04", "2026-04-07", "4 en 5 april zijn zaterdag en zondag, 6 april is tweede Paasdag"},
		{"2026-04-03", "2d", "2026-04-05", "2026-04-07", "5 april is een zondag en 6 april is tweede Paasdag"},
		// Article 2.
		{"2026-12-24", "3d", "2026-12-27", "2026-12-29", "27 december is een zondag, en " + two},
		{"2026-04-04", "3d", "2026-04-07", "2026-04-08", two},
		{"2025-12-31", "3d", "2026-01-03", "2026-01-06", "3 en 4 januari zijn zaterdag en zondag, en " + two},
		{"2027-05-06", "4d", "2027-05-10", "2027-05-11", two},
		{"2027-05-04", "5d", "2027-05-09", "2027-05-11", "9 mei is een zondag, en " + two},
		{"2027-05-04", "6d", "2027-05-10", "2027-05-11", two},
		{"2026-01-01", "3d", "2026-01-04", "2026-01-06", "4 januari is een zondag, en " + two},
		{"2026-07-03", "3d", "2026-07-06", "2026-07-07", two}, // Friday: a Monday alone is one day
		{"2026-07-02", "3d", "2026-07-05", "2026-07-06", "5 juli is een zondag"},
		// Article 4: exactly ninety, twelve and three are moved.
		{"2026-01-27", "90d", "2026-04-27", "2026-04-28", "27 april is Koningsdag"},
		{"2026-02-06", "91d", "2026-05-08", "2026-05-08", ""},
		{"2026-01-26", "91d", "2026-04-27", "2026-04-27", ""},
		{"2026-02-02", "12w", "2026-04-27", "2026-04-28", "27 april is Koningsdag"},
		{"2026-01-26", "13w", "2026-04-27", "2026-04-27", ""},
		{"2026-01-27", "3m", "2026-04-27", "2026-04-28", "27 april is Koningsdag"},
		{"2025-12-27", "4m", "2026-04-27", "2026-04-27", ""},
		{"2025-04-27", "1y", "2026-04-27", "2026-04-27", ""},
		// Months and leap days.
		{"2026-01-31", "1m", "2026-02-28", "2026-03-02", "28 februari en 1 maart zijn zaterdag en zondag"},
		{"2028-01-31", "1m", "2028-02-29", "2028-02-29", ""},
		{"2026-11-30", "3m", "2027-02-28", "2027-03-01", "28 februari is een zondag"},
		{"2028-02-29", "1y", "2029-02-28", "2029-02-28", ""},
		{"2028-02-29", "1w", "2028-03-07", "2028-03-07", ""},
		// Before 2014.
		{"2012-04-16", "2w", "2012-04-30", "2012-05-01", "30 april is Koninginnedag"},
		{"2006-04-15", "2w", "2006-04-29", "2006-05-01", "29 april is Koninginnedag en 30 april is een zondag"},
		// Counted back is never moved, not even over article 2.
		{"2026-04-17", "-2w", "2026-04-03", "2026-04-03", ""},
		{"2026-05-18", "-1d", "2026-05-17", "2026-05-17", ""},
		{"2026-04-07", "-3d", "2026-04-04", "2026-04-04", ""},
		{"2026-03-31", "-1m", "2026-02-28", "2026-02-28", ""},
		// Working days are no notion of the law.
		{"2026-04-02", "3wd", "2026-04-09", "2026-04-09", ""},
		{"2026-04-09", "-3wd", "2026-04-02", "2026-04-02", ""},
	} {
		got := Default().End(day(t, c.received), mustLength(t, c.length))
		if got.RawEnd.String() != c.raw || got.End.String() != c.end || got.Reason != c.reason {
			t.Errorf("%s + %s = %s, %s %q; want %s, %s %q", c.received, c.length, got.RawEnd, got.End, got.Reason, c.raw, c.end, c.reason)
		}
	}
}

func TestExtend(t *testing.T) {
	c := Default()
	first := c.End(day(t, "2026-02-23"), Length{6, Weeks})
	if first.RawEnd.String() != "2026-04-06" || first.End.String() != "2026-04-07" {
		t.Fatalf("first term ends %s, %s", first.RawEnd, first.End)
	}
	// From the raw end: 4 May. From the moved end it would be 6 May.
	got := c.Extend(first, Length{4, Weeks})
	if got.End.String() != "2026-05-04" || got.RawEnd != got.End || got.Reason != "" {
		t.Errorf("6 + 4 weeks = %+v, want 2026-05-04 unmoved", got)
	}
	want := "Uiterlijk maandag 4 mei 2026: zes weken na ontvangst op maandag 23 februari 2026, verlengd met vier weken."
	if got.Sentence() != want {
		t.Errorf("Sentence() = %q, want %q", got.Sentence(), want)
	}
	again := c.Extend(got, Length{3, Days})
	if again.End.String() != "2026-05-07" || !strings.Contains(again.Sentence(), "verlengd met vier weken en daarna drie dagen") {
		t.Errorf("extended twice = %s: %s", again.End, again.Sentence())
	}
	// 10 + 4 weeks is longer than twelve, but the added part is not (own choice).
	long := c.Extend(c.End(day(t, "2026-01-19"), Length{10, Weeks}), Length{4, Weeks})
	if long.RawEnd.String() != "2026-04-27" || long.End.String() != "2026-04-28" {
		t.Errorf("10 + 4 weeks = %s, %s; want 2026-04-27, 2026-04-28", long.RawEnd, long.End)
	}
	// And an added part over the limit is not moved.
	year := c.Extend(c.End(day(t, "2026-01-19"), Length{1, Weeks}), Length{13, Weeks})
	if year.RawEnd.String() != "2026-04-27" || year.End != year.RawEnd || year.Reason != "" {
		t.Errorf("1 + 13 weeks = %+v, want it unmoved", year)
	}
	// Months count from the raw end too: 31 January, 28 February, 28 March.
	month := c.Extend(c.End(day(t, "2026-01-31"), Length{1, Months}), Length{1, Months})
	if month.RawEnd.String() != "2026-03-28" || month.End.String() != "2026-03-30" {
		t.Errorf("1 + 1 month = %s, %s", month.RawEnd, month.End)
	}
	// Art. 2 looks at the whole term, which has its two days already.
	short := c.Extend(c.End(day(t, "2026-02-20"), Length{6, Weeks}), Length{3, Days})
	if short.End.String() != "2026-04-07" {
		t.Errorf("6 weeks + 3 days = %s, want 2026-04-07", short.End)
	}
}

func TestSentence(t *testing.T) {
	c := Default()
	for _, s := range []struct{ received, length, want string }{
		{"2026-03-16", "6w", "Uiterlijk dinsdag 28 april 2026: zes weken na ontvangst op maandag 16 maart 2026; 27 april is Koningsdag."},
		{"2026-07-07", "4w", "Uiterlijk dinsdag 4 augustus 2026: vier weken na ontvangst op dinsdag 7 juli 2026."},
		{"2026-07-07", "1w", "Uiterlijk dinsdag 14 juli 2026: een week na ontvangst op dinsdag 7 juli 2026."},
		{"2026-07-07", "3wd", "Uiterlijk vrijdag 10 juli 2026: drie werkdagen na ontvangst op dinsdag 7 juli 2026."},
		{"2026-07-07", "21d", "Uiterlijk dinsdag 28 juli 2026: 21 dagen na ontvangst op dinsdag 7 juli 2026."},
		{"2026-04-28", "-2w", "Uiterlijk dinsdag 14 april 2026: twee weken voor dinsdag 28 april 2026."},
	} {
		if got := c.End(day(t, s.received), mustLength(t, s.length)).Sentence(); got != s.want {
			t.Errorf("Sentence() = %q, want %q", got, s.want)
		}
	}
	got := c.End(day(t, "2026-07-07"), Length{2, Weeks}).SentenceFrom("het voorstel van")
	if want := "Uiterlijk dinsdag 21 juli 2026: twee weken na het voorstel van dinsdag 7 juli 2026."; got != want {
		t.Errorf("SentenceFrom() = %q, want %q", got, want)
	}
}

func TestWithoutTheLawNothingMoves(t *testing.T) {
	var c Calendar
	for d := (Date{2026, time.January, 1}); d.Year == 2026; d = d.Add(1) {
		if got := c.End(d, Length{3, Days}); got.End != d.Add(3) || got.Reason != "" {
			t.Fatalf("%s + 3d = %+v", d, got)
		}
	}
}
