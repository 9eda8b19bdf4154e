package terms

import (
	"fmt"
	"strconv"
)

var weekdaysNL = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}

var monthsNL = [...]string{"", "januari", "februari", "maart", "april", "mei", "juni",
	"juli", "augustus", "september", "oktober", "november", "december"}

// DutchDate writes "dinsdag 28 april 2026", and "" for no date.
func DutchDate(d Date) string {
	if d.IsZero() {
		return ""
	}
	return DutchDay(d) + " " + strconv.Itoa(d.Year)
}

// DutchDay writes "dinsdag 28 april", and "" for no date.
func DutchDay(d Date) string {
	if d.IsZero() {
		return ""
	}
	return weekdaysNL[d.Weekday()] + " " + dayMonth(d.Add(0))
}

// dayMonth writes "28 april".
func dayMonth(d Date) string { return strconv.Itoa(d.Day) + " " + monthsNL[d.Month] }

// EnglishDate writes "Tuesday 28 April 2026", and "" for no date.
func EnglishDate(d Date) string {
	if d.IsZero() {
		return ""
	}
	return EnglishDay(d) + " " + strconv.Itoa(d.Year)
}

// EnglishDay writes "Tuesday 28 April", and "" for no date.
func EnglishDay(d Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d %s", d.Weekday(), d.Day, d.Month)
}
