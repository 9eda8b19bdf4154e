package daemon

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"klachtenpost/workflow"
)

// tokensLive is how long after the end of a case its mails still prove something.
const tokensLive = 90 * 24 * time.Hour

// expire lets the tokens of a case end some time after it was closed, and live
// again when it is reopened (trust rule 1). With what the committee wrote among
// itself go the mails that carried it.
func (f *filing) expire(matter string, dec workflow.Decision) error {
	in := map[string]bool{} // of a case that was joined with this one it went round there
	for _, id := range dec.Next.Forget {
		at, err := f.tx.Filing(id)
		if err != nil {
			return err
		}
		in[matter], in[at.Matter] = true, true
	}
	for _, carrier := range slices.Sorted(maps.Keys(in)) {
		if err := f.tx.ForgetMails(carrier, workflow.TemplateDeliberation, workflow.TemplateDraftDecision); err != nil {
			return err
		}
	}
	if len(dec.Next.Forget) > 0 || dec.Next.Erase {
		if err := f.tx.SetMeta(metaErased, "ja"); err != nil {
			return err
		}
	}
	for _, move := range dec.Moves {
		switch {
		case move.To == workflow.StatusClosed:
			if err := f.tx.ExpireTokens(matter, f.now.Add(tokensLive)); err != nil {
				return err
			}
		case move.From == workflow.StatusClosed:
			if err := f.tx.ReviveTokens(matter); err != nil {
				return err
			}
		}
	}
	return nil
}

// nextCase goes on with what the secretary chose in a case and what takes more
// than that case.
func (f *filing) nextCase(m workflow.Message, r workflow.Route, next workflow.Next) error {
	switch {
	case next.Merge != "":
		return f.merge(m, r, next.Merge)
	case next.Leave != "":
		return f.leave(workflow.Number(r.Matter), next.Leave)
	case next.Split != 0:
		return f.split(workflow.Number(r.Matter), next.Split)
	case next.Alias != 0:
		return f.alias(r.Matter, next.AliasOf, next.Alias)
	case next.Circulate != "":
		return f.circulate(circulation{workflow.Number(r.Matter), next.Circulate, m.ID})
	case next.Erase:
		return f.tx.EraseMatter(r.Matter)
	case next.Overview:
		o, err := f.tx.Office()
		if err != nil {
			return err
		}
		return f.apply(workflow.OfficeKey, f.d.Procedure.OnRequest(o, m.ID, f.now))
	}
	return f.next(r.Matter, nil, next)
}

// merge joins a case with another.
func (f *filing) merge(m workflow.Message, r workflow.Route, into workflow.Number) error {
	from, err := f.tx.Case(workflow.Number(r.Matter))
	if err != nil {
		return err
	}
	if !f.exists(into) {
		return f.apply(r.Matter, f.d.Procedure.NoSuchCase(from, m, r, f.now))
	}
	other, err := f.tx.Case(into)
	if err != nil {
		return err
	}
	a, b := f.d.Procedure.Merge(from, other, m, r, f.now)
	if err := f.apply(r.Matter, a); err != nil {
		return err
	}
	if b.Case == nil {
		return nil // they cannot be joined; she hears it
	}
	return f.apply(string(into), b)
}

// leave takes the people of a reopened case out of the one it lived on in, and out of
// those that one was joined with in turn.
func (f *filing) leave(reopened, into workflow.Number) error {
	own, err := f.tx.Case(reopened)
	if err != nil {
		return err
	}
	for range maxJoined {
		if into == "" || !f.exists(into) {
			return nil
		}
		c, err := f.tx.Case(into)
		if err != nil {
			return err
		}
		if dec := f.d.Procedure.Unjoin(c, own, f.now); dec.Case != nil {
			if err := f.apply(string(into), dec); err != nil {
				return err
			}
		}
		into = c.Course.Into
	}
	return nil
}

// maxJoined bounds how often a case was joined with another that was joined in turn.
const maxJoined = 10

// onward leads a message to the case in which the one it belongs to lives on.
func (f *filing) onward(m workflow.Message, r workflow.Route) (workflow.Route, error) {
	for range maxJoined {
		if !strings.HasPrefix(r.Matter, "K-") {
			return r, nil
		}
		c, err := f.tx.Case(workflow.Number(r.Matter))
		if err != nil {
			return r, err
		}
		next, ok := c.Onward(m, r)
		if !ok {
			return r, nil
		}
		r = next
	}
	return r, nil
}

// split opens a case of its own from a message of another.
func (f *filing) split(from workflow.Number, message int64) error {
	if _, taken, err := f.tx.CaseOf(message); err != nil || taken {
		return err
	}
	m, err := f.tx.Message(message)
	if err != nil {
		return err
	}
	c, err := f.tx.Case(from)
	if err != nil {
		return err
	}
	number, err := f.openAs(m, func(number workflow.Number) workflow.Decision {
		return f.d.Procedure.Split(number, m, c, f.now)
	})
	if err != nil {
		return err
	}
	return f.tx.FileMessage(message, string(number))
}

// alias lets a reply to a mail of hers prove what a reply to the prepared letter
// does: she said that it is that letter.
func (f *filing) alias(matter, letter string, message int64) error {
	m, err := f.tx.Message(message)
	if err != nil || m.MessageID == "" {
		return err
	}
	list, err := f.tx.LettersOf(matter)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Key == letter {
			return f.tx.AddAlias(l.MessageID, m.MessageID)
		}
	}
	return nil
}

// compare holds what she sent against the fixed lines of prepared letters: those
// that are missing from the letter itself, or the letter whose lines all stand in
// a mail without its mark.
func (f *filing) compare(m workflow.Message, r *workflow.Route) error {
	if r.Verdict != workflow.VerdictLetter && r.Verdict != workflow.VerdictSent {
		return nil
	}
	list, err := f.tx.LettersOf(r.Matter)
	if err != nil {
		return err
	}
	text := plainWords(m.Text)
	for _, l := range list {
		var missing []string
		kept := 0 // fixed lines that are there, beside the mark
		for _, line := range l.Fixed {
			switch words := plainWords(line); {
			case !strings.Contains(text, words):
				missing = append(missing, line)
			case len(workflow.Secrets(line)) == 0 && words != plainWords(""):
				kept++
			}
		}
		switch {
		case r.Verdict == workflow.VerdictLetter && l.Key == r.Token.Key:
			r.Changed, r.Blank = missing, unfilled(m.Text)
			return nil
		case r.Verdict == workflow.VerdictSent && kept > 0 && onlyMarks(missing) && r.Resembles == "":
			r.Resembles = l.Key
		}
	}
	return nil
}

// unfilled reports whether a place that a letter leaves open for her still is: a
// line that is only dots, or that ends in them behind a colon. Where a server has no
// sign for them it writes "?".
func unfilled(text string) bool {
	for line := range strings.Lines(text) {
		line = strings.Trim(line, " \t\r\n*_-\u00a0")
		if line == "…" || line == "..." || line == "?" || strings.HasSuffix(line, ": …") || strings.HasSuffix(line, ": ?") {
			return true
		}
	}
	return false
}

// onlyMarks reports whether nothing but the line with the secret is among lines.
func onlyMarks(lines []string) bool {
	return !slices.ContainsFunc(lines, func(line string) bool { return len(workflow.Secrets(line)) == 0 })
}

// plainWords reduces a text to what a client that wraps, quotes, hyphenates or lists
// anew leaves alone: its words, with a space before and behind each. A letter with an
// accent parts words: some clients write it as one sign, some as two, some as "?".
func plainWords(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	word := false // a word has begun
	end := func() {
		if word {
			b.WriteByte(' ')
		}
		word = false
	}
	runes := []rune(strings.ToLower(s))
	for i, r := range runes {
		switch {
		case invisible(r):
		case (r < 'a' || r > 'z') && (r < '0' || r > '9'), i+1 < len(runes) && unicode.Is(unicode.Mn, runes[i+1]):
			end()
		default:
			b.WriteRune(r)
			word = true
		}
	}
	end()
	return b.String()
}

// invisible signs stand in words and are not seen: soft hyphens, joiners, places
// where a line may end.
func invisible(r rune) bool { return r == '\u00ad' || unicode.Is(unicode.Cf, r) }
