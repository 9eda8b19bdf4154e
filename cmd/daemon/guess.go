package daemon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// metaCodes + case: the day, and how many answer codes came in about it that are
// none.
const metaCodes = "codes."

// claimed lets whoever is on file in a case hear of a mail that names it and did
// not come from somebody who shows to be in it.
func (f *filing) claimed(m workflow.Message, r workflow.Route) error {
	if r.Verdict != workflow.VerdictItem || r.Reason != workflow.ReasonUnproven || r.Possibly == "" {
		return nil
	}
	c, err := f.tx.Case(r.Possibly)
	if err != nil {
		return err
	}
	dec := f.d.Procedure.Claimed(c, m, f.now)
	if dec.Case == nil {
		return nil
	}
	return f.apply(string(r.Possibly), dec)
}

// guesses counts the answer codes of a mail that are none, and lets no code count
// in a case that had too many of those today. The thread goes on to prove what it
// proves.
func (f *filing) guesses(in mail, ev *workflow.Evidence) error {
	if len(in.codes) == 0 || ev.OwnMail || in.Kind != workflow.KindHuman {
		return nil
	}
	if len(ev.Tokens) == 0 && len(ev.Tagged) == 1 && (in.OutsideHop || !in.From.Same(f.d.Procedure.Committee)) {
		// The mark of a letter has the shape of a code and is none.
		wrong := slices.DeleteFunc(slices.Clone(in.codes), func(c string) bool { return slices.Contains(in.secrets, c) })
		if len(wrong) == 0 {
			return nil
		}
		return f.wrongCodes(ev.Tagged[0], len(wrong), in.Message)
	}
	var closed []string
	for _, t := range ev.ByCode {
		n, err := f.tried(t.Matter)
		if err != nil {
			return err
		}
		if n >= f.d.cfg.Trust.Caps.WrongCodes {
			closed = append(closed, t.Code)
		}
	}
	if len(closed) == 0 {
		return nil
	}
	in.codes = slices.DeleteFunc(slices.Clone(in.codes), func(c string) bool { return slices.Contains(closed, c) })
	var err error
	*ev, err = f.evidence(in)
	return err
}

// wrongCodes counts n of them in a case. At the one that is too many the secretary
// is told.
func (f *filing) wrongCodes(number workflow.Number, n int, m workflow.Message) error {
	before, err := f.tried(string(number))
	if err != nil {
		return err
	}
	today := terms.Of(f.now, f.d.Procedure.Location)
	if err := f.tx.SetMeta(metaCodes+string(number), fmt.Sprintf("%s %d", today, before+n)); err != nil {
		return err
	}
	if most := f.d.cfg.Trust.Caps.WrongCodes; before >= most || before+n < most {
		return nil
	}
	c, err := f.tx.Case(number)
	if err != nil {
		return err
	}
	return f.apply(string(number), f.d.Procedure.WrongCodes(c, m, f.now))
}

// tried is how many wrong codes a matter had today.
func (f *filing) tried(matter string) (int, error) {
	value, err := f.tx.Meta(metaCodes + matter)
	if err != nil {
		return 0, err
	}
	day, count, _ := strings.Cut(value, " ")
	if day != terms.Of(f.now, f.d.Procedure.Location).String() {
		return 0, nil
	}
	n, _ := strconv.Atoi(count)
	return n, nil
}
