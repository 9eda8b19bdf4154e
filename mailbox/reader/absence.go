package reader

import (
	"strings"
	"time"

	"klachtenpost/workflow"
)

// absentSubject knows the subjects under which servers say that somebody is
// away.
func absentSubject(s string) bool {
	low := strings.TrimLeft(lower(s), "[( ")
	for _, w := range [...]string{
		"automatisch antwoord", "automatische reactie", "automatisch bericht", "automatische beantwoording", "afwezigheidsbericht", "afwezigheidsmelding", "afwezigheidsassistent", "afwezig:", "afwezig -", "out of office", "out-of-office", "automatic reply", "auto reply", "auto-reply", "autoreply", "autoreply:", "auto:", "auto response", "automatic response",
		"abwesenheitsnotiz", "automatische antwort", "abwesenheit:", "abwesend:", "réponse automatique", "absence :", "absence du bureau", "message d'absence", "ontvangstbevestiging:", "niet aanwezig:", "vakantiemelding", "vacation reply", "away from", "away until", "on vacation", "i am away",
	} {
		if strings.HasPrefix(low, w) {
			return true
		}
	}
	return low == "afwezig" || low == "niet aanwezig" || low == "vakantie" || strings.HasPrefix(low, "afwezig t/m") || strings.HasPrefix(low, "afwezig tot")
}

// absent fills Absent and AbsentUntil of an automatic mail.
func absent(m *workflow.Message, t texts) {
	low := lower(head(t.text, 4000))
	if !absentSubject(m.Subject) && !containsAny(low, absentWords[:]) {
		return
	}
	if strings.HasPrefix(lower(m.Subject), "ontvangstbevestiging") && !containsAny(low, absentWords[:]) {
		return
	}
	m.Absent = true
	m.AbsentUntil = returnDate(lower(m.Subject)+"\n"+low, m.Date)
}

var absentWords = [...]string{
	"afwezig", "niet aanwezig", "met vakantie", "op vakantie", "met verlof", "met zwangerschapsverlof", "niet op kantoor", "niet bereikbaar", "weer aanwezig", "weer bereikbaar", "terug op", "ben ik terug", "weer op kantoor", "ik werk niet op", "ben ik vrij", "ik ben er niet", "buiten kantoor", "niet werkzaam",
	"out of the office", "out of office", "on leave", "on vacation", "on holiday", "annual leave", "away from my", "i am away", "i'm away", "be back on", "currently away", "maternity leave", "limited access to my email", "back in the office",
	"nicht im büro", "im urlaub", "abwesend", "nicht erreichbar", "bin ich wieder", "außer haus", "ausser haus", "elternzeit", "im haus",
	"absent", "en congé", "en vacances", "de retour", "pas au bureau", "en déplacement",
}

// returnWords stand before the day somebody is back; lastDayWords before the
// last day of the absence, after which the next day is the first one back.
var returnWords = [...]string{"terug op", "weer terug op", "weer aanwezig op", "aanwezig vanaf", "weer aanwezig vanaf", "bereikbaar vanaf", "weer bereikbaar op", "weer bereikbaar vanaf", "weer op kantoor op", "ben ik er weer", "vanaf", "back on", "return on", "returning on", "returning", "back in the office on", "return to the office on", "available again from", "available from", "wieder ab", "wieder am", "ab dem", "ab", "de retour le", "retour le", "à partir du", "terug vanaf", "terug:", "op kantoor vanaf", "aanwezig op", "on", "op", "am", "le", "back", "terug"}

var lastDayWords = [...]string{"t/m", "tot en met", "until and including", "through", "bis einschließlich", "bis einschliesslich", "bis zum", "bis", "jusqu'au", "jusqu’au", "until", "till", "tot", "thru", "t.e.m.", "tem"}

// returnDate finds the day somebody is back, as 2006-01-02; "" when none is
// named plainly. A clock ("bereikbaar van 8.30 uur t/m 17.00 uur") is no day.
func returnDate(low string, sent time.Time) string {
	best, rank := time.Time{}, 0
	for i := 0; i < len(low); i++ {
		if !digit(low[i]) || i > 0 && (digit(low[i-1]) || low[i-1] == '.' || low[i-1] == '-' || low[i-1] == '/' || low[i-1] == '+') {
			continue
		}
		day, ok, n := dateAt(low[i:], sent)
		if !ok {
			continue
		}
		before := beforeDate(low[:i])
		r := 0
		switch {
		case endsIn(before, lastDayWords[:]):
			// "tot 5 mei" and "t/m 5 mei": the first day back is told best by the
			// one who sets the reminder; the day named is kept for "tot".
			r = 2
			if !strings.HasSuffix(before, "tot") && !strings.HasSuffix(before, "until") && !strings.HasSuffix(before, "till") {
				day = day.AddDate(0, 0, 1)
			}
		case endsIn(before, returnWords[:]):
			r = 1
			if backWord(low, i) {
				r = 3
			}
		}
		// Among equals the later day: "van 3 mei t/m 12 mei".
		if r > rank || r == rank && r > 0 && day.After(best) {
			best, rank = day, r
		}
		i += n
	}
	if rank < 2 {
		return ""
	}
	return best.Format("2006-01-02")
}

// backWord tells whether the words around a date speak of coming back.
func backWord(low string, at int) bool {
	around := low[max(0, at-60):min(len(low), at+60)]
	return containsAny(around, []string{"terug", "weer", "hervat", "back", "return", "wieder", "zurück", "retour", "again"})
}

// beforeDate gives the words before a date without the day of the week.
func beforeDate(s string) string {
	s = head(s[max(0, len(s)-60):], 60)
	for {
		s = strings.TrimRight(s, " \t\n,.(*")
		cut := false
		for _, d := range weekdays {
			if strings.HasSuffix(s, d) && (len(s) == len(d) || !letter(s[len(s)-len(d)-1])) {
				s = s[:len(s)-len(d)]
				cut = true
				break
			}
		}
		if !cut {
			return s
		}
	}
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

var weekdays = [...]string{"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "ma", "di", "wo", "do", "vr", "za", "zo", "dem", "the", "den"}

func endsIn(s string, words []string) bool {
	for _, w := range words {
		if strings.HasSuffix(s, w) && (len(s) == len(w) || !letter(s[len(s)-len(w)-1])) {
			return true
		}
	}
	return false
}

// dateAt reads "5 mei", "5 mei 2026", "05-05-2026", "5/5/26", "2026-05-05" at the
// start of s. A missing year is the one in which the day follows the mail.
func dateAt(s string, sent time.Time) (t time.Time, ok bool, n int) {
	a, i := number(s)
	if i == 0 {
		return t, false, 0
	}
	if i == 4 && i < len(s) && s[i] == '-' {
		mo, j := number(s[i+1:])
		if j > 0 && i+1+j < len(s) && s[i+1+j] == '-' {
			d, k := number(s[i+2+j:])
			return civil(a, mo, d, i+2+j+k)
		}
		return t, false, 0
	}
	if i > 2 {
		return t, false, 0
	}
	if i < len(s) && (s[i] == '-' || s[i] == '/' || s[i] == '.') && i+1 < len(s) && digit(s[i+1]) {
		sep := s[i]
		mo, j := number(s[i+1:])
		k := i + 1 + j
		if k < len(s) && s[k] == sep && k+1 < len(s) && digit(s[k+1]) {
			y, l := number(s[k+1:])
			if y < 100 {
				y += 2000
			}
			return civil(y, mo, a, k+1+l)
		}
		// "8.30" is a clock; "5-5" and "5/5" are days.
		if sep == '.' || sent.IsZero() || strings.HasPrefix(strings.TrimLeft(s[k:], " "), "uur") {
			return t, false, 0
		}
		return nextYear(sent, mo, a, k)
	}
	rest := strings.TrimLeft(s[i:], " .e\u00a0")
	gap := len(s[i:]) - len(rest)
	rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, "th "), "st "), "of ")
	mo, l := monthName(rest)
	if mo == 0 {
		return t, false, 0
	}
	end := i + gap + l
	if end > len(s) {
		end = len(s)
	}
	tail := strings.TrimLeft(s[end:], " ,.")
	if y, k := number(tail); k == 4 && y >= 2000 && y < 2100 {
		return civil(y, mo, a, end+len(s[end:])-len(tail)+k)
	}
	return nextYear(sent, mo, a, end)
}

func number(s string) (v, n int) {
	for n < len(s) && n < 5 && digit(s[n]) {
		v = v*10 + int(s[n]-'0')
		n++
	}
	return v, n
}

func civil(y, mo, d, n int) (time.Time, bool, int) {
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
	if y < 2000 || y > 2099 || mo < 1 || mo > 12 || t.Day() != d {
		return t, false, 0
	}
	return t, true, n
}

// nextYear takes the year that puts the day at most a month before and eleven
// months after the mail.
func nextYear(sent time.Time, mo, d, n int) (time.Time, bool, int) {
	if sent.IsZero() {
		return time.Time{}, false, 0
	}
	for y := sent.Year() - 1; y <= sent.Year()+1; y++ {
		t, ok, n := civil(y, mo, d, n)
		if ok && t.After(sent.AddDate(0, -1, 0)) {
			return t, true, n
		}
	}
	return time.Time{}, false, 0
}

var monthNames = [...][]string{
	{"januari", "january", "januar", "janvier", "jan"},
	{"februari", "february", "februar", "février", "feb", "févr"},
	{"maart", "march", "märz", "mars", "mrt", "mar", "mär"},
	{"april", "avril", "apr", "avr"},
	{"mei", "may", "mai"},
	{"juni", "june", "juin", "jun"},
	{"juli", "july", "juillet", "jul", "juil"},
	{"augustus", "august", "août", "aug"},
	{"september", "septembre", "sept", "sep"},
	{"oktober", "october", "octobre", "okt", "oct"},
	{"november", "novembre", "nov"},
	{"december", "dezember", "décembre", "dec", "dez", "déc"},
}

func monthName(s string) (month, n int) {
	for i, names := range monthNames {
		for _, w := range names {
			if strings.HasPrefix(s, w) && (len(s) == len(w) || !letter(s[len(w)])) {
				return i + 1, len(w)
			}
		}
	}
	return 0, 0
}
