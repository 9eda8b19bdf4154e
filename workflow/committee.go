package workflow

// enterCommittee starts the committee's part: first whether it takes the
// complaint up.
func (b *builder) enterCommittee() {
	b.m.Deadlines = append(b.m.Deadlines,
		b.p.deadline(DeadlineAdmissibility, RoleChair, "de keuze op", b.today, b.p.Terms.Admissibility, ruleReglement),
		b.p.deadline(DeadlineCommittee, RoleChair, "de keuze op", b.today, b.p.Terms.Committee, ruleHandling))
}

// committeeTerm sets the dates of a reopened case with the committee going again.
func (b *builder) committeeTerm(s Status, event string) {
	b.m.Deadlines = append(b.m.Deadlines, b.p.deadline(DeadlineCommittee, RoleChair, event, b.today, b.p.Terms.Committee, ruleHandling))
	if s == StatusAdmissibility {
		b.m.Deadlines = append(b.m.Deadlines, b.p.deadline(DeadlineAdmissibility, RoleChair, event, b.today, b.p.Terms.Admissibility, ruleReglement))
	}
}
