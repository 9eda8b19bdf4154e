// Package terms knows Dutch civil dates, the working days of the calendar and
// how the Algemene termijnenwet moves the end of a term. It is pure: it imports
// only the standard library, asks no clock and reads no file.
//
// It knows no case, no person and no configuration. Which term runs, from which
// day and for how long, is for package workflow; which days a decree put on a
// par with a holiday is data that the caller may add to.
//
// Sources: Algemene termijnenwet articles 1-4 (wetten.overheid.nl). What the law
// leaves open is marked "own choice" where it is made.
package terms

import (
	"fmt"
	"time"
)

// Date is a civil day, without an hour or a place. Dates compare with ==; the
// zero Date means "no date". A term is counted in these and never in instants,
// so that summer time cannot shift an end by a day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

const dateLayout = "2006-01-02"

// Of gives the day on which t falls in loc. A mail received at 23:59 belongs to
// that day.
func Of(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return Date{y, m, d}
}

// Parse reads a day written as 2026-04-28. A day that does not exist, such as
// 2026-02-30, is an error.
func Parse(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil || len(s) != len(dateLayout) {
		return Date{}, fmt.Errorf("%q is no date such as 2026-04-28", s)
	}
	return civil(t), nil
}

func civil(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// utc is the day's midnight in UTC, where every day has 24 hours.
func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// String writes the day as 2026-04-28, and the zero Date as "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Add gives the day that lies days later, or earlier when days is negative.
func (d Date) Add(days int) Date { return civil(d.utc().AddDate(0, 0, days)) }

// AddMonths gives the same day number n months later, or the last day of that
// month when it has no such day: 31 January and one month is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// Sub gives the number of days from e to d.
func (d Date) Sub(e Date) int {
	// Not Time.Sub: a Duration ends at 292 years.
	return int((d.utc().Unix() - e.utc().Unix()) / 86400)
}

// Compare is negative when d is before e, positive when it is after, else 0.
// The zero Date is before every day of our era.
func (d Date) Compare(e Date) int {
	if d.Year != e.Year {
		return d.Year - e.Year
	}
	if d.Month != e.Month {
		return int(d.Month) - int(e.Month)
	}
	return d.Day - e.Day
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// At gives the instant at which the clocks of loc show hour:min on that day. An
// hour that summer time skips is answered as time.Date does.
func (d Date) At(hour, min int, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, min, 0, 0, loc)
}

// MarshalText writes the day as 2026-04-28, and the zero Date as nothing.
func (d Date) MarshalText() ([]byte, error) {
	if d.Year < 0 || d.Year > 9999 {
		return nil, fmt.Errorf("year %d has no four digits", d.Year)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	p, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = p
	return nil
}
