package config

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Size is a number of bytes, written as "50MB".
type Size int64

// MB is a megabyte as mail providers count it.
const MB Size = 1 << 20

// TimeOfDay is a moment on the clock, written as "03:30".
type TimeOfDay struct{ Hour, Minute int }

// scalarReader turns text into a value. Its errors do not repeat the text: the
// line is named, and nobody can say what was pasted there.
type scalarReader struct {
	parse   func(string) (any, error)
	example string
}

// configScalars are the values of the configuration that are written as text or date.
var configScalars = map[reflect.Type]*scalarReader{
	reflect.TypeFor[time.Duration]():   {parseDuration, `a time such as "1m" or "30s"`},
	reflect.TypeFor[Size]():            {parseSize, `a size such as "50MB"`},
	reflect.TypeFor[TimeOfDay]():       {parseTimeOfDay, `a time such as "03:30"`},
	reflect.TypeFor[terms.Length]():    {parseTermLength, `a term such as "6w", "14d", "3wd", "2m" or "1y"`},
	reflect.TypeFor[terms.Date]():      {parseDate, `a date such as "2026-12-24"`},
	reflect.TypeFor[workflow.Period](): {parsePeriod, `a date or two such as "2026-07-20/2026-08-07"`},
	reflect.TypeFor[[]time.Weekday]():  {parseDays, `days such as "di do", from ma di wo do vr za zo`},
}

func parseDuration(s string) (any, error) {
	d, err := time.ParseDuration(strings.TrimSpace(s))
	if err != nil || d <= 0 {
		return nil, errors.New("is no time")
	}
	return d, nil
}

func parseSize(s string) (any, error) {
	t := strings.ToUpper(strings.TrimSpace(s))
	unit := Size(1)
	for _, u := range []struct {
		suffix string
		size   Size
	}{{"GB", 1024 * MB}, {"MB", MB}, {"KB", MB / 1024}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(t, u.suffix); ok {
			t, unit = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseInt(t, 10, 32)
	if err != nil || n <= 0 {
		return nil, errors.New("is no size")
	}
	return Size(n) * unit, nil
}

func parseTimeOfDay(s string) (any, error) {
	t, err := time.Parse("15:04", strings.TrimSuffix(strings.TrimSpace(s), ":00"))
	if len(s) == len("15:04") {
		t, err = time.Parse("15:04", s)
	}
	if err != nil {
		return nil, errors.New("is no time of the day")
	}
	return TimeOfDay{t.Hour(), t.Minute()}, nil
}

func parseTermLength(s string) (any, error) {
	l, err := terms.ParseLength(s)
	switch {
	case err != nil:
		return nil, errors.New("is no term")
	case l.N < 0:
		return nil, errors.New("is a negative term")
	case l.N == 0:
		return nil, errors.New("is a term of nothing")
	}
	return l, nil
}

func parseDate(s string) (any, error) {
	d, err := terms.Parse(s)
	if err != nil {
		return nil, errors.New("is no date that exists")
	}
	return d, nil
}

func parsePeriod(s string) (any, error) {
	first, last, two := strings.Cut(s, "/")
	if !two {
		last = first
	}
	from, err := terms.Parse(strings.TrimSpace(first))
	to, err2 := terms.Parse(strings.TrimSpace(last))
	switch {
	case err != nil || err2 != nil:
		return nil, errors.New("is no date or range of dates that exists")
	case to.Before(from):
		return nil, fmt.Errorf("ends on %s, before it begins on %s", to, from)
	case to.Sub(from) > 366:
		return nil, fmt.Errorf("lasts %d days, more than a year", to.Sub(from))
	}
	return workflow.Period{From: from, To: to}, nil
}

var weekdayByName = map[string]time.Weekday{"ma": time.Monday, "di": time.Tuesday, "wo": time.Wednesday,
	"do": time.Thursday, "vr": time.Friday, "za": time.Saturday, "zo": time.Sunday}

func parseDays(s string) (any, error) {
	var days []time.Weekday
	seen := make(map[time.Weekday]bool)
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == ',' }) {
		d, ok := weekdayByName[w]
		switch {
		case !ok:
			return nil, errors.New("holds something else than ma di wo do vr za zo")
		case seen[d]:
			return nil, fmt.Errorf("names %s twice", w)
		}
		seen[d] = true
		days = append(days, d)
	}
	if len(days) == 0 {
		return nil, errors.New("names no day")
	}
	return days, nil
}
