package daemon_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// TestJoinedDeliberationGoes: what the committee wrote in a case that was joined with
// another is erased with the decision in that one.
func TestJoinedDeliberationGoes(t *testing.T) {
	const other = "bert@voorbeeld.nl"
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member, other}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.Until("2026-04-14 13:00")
		h.Reply("Henk Mulder <"+chair+">", h.Got(chair, "INBOX")[0], "Wij nemen de klacht in behandeling.")
		h.Until("2026-04-15 09:00")
		h.Send("Bert Smit <"+other+">", "klacht", "Ik wil een klacht indienen over bemiddelaar Sanne de Boer.\nZij heeft op 2 april met de andere partij gebeld.\n\nBert Smit")
		h.Until("2026-04-16 09:00")
		mailTo(t, h, member, "Wij nemen de klacht in behandeling.")
		second := workflow.Number("K-2026-0002")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "samenvoegen\nmet: "+second.Tag())
		h.Until("2026-04-16 10:00")
		if c := h.TheCase("K-2026-0001"); c.Outcome != workflow.OutcomeJoined {
			t.Fatalf("the case is %s %q", c.Status, c.Outcome)
		}
		h.Write("["+second.Tag()+"]", "sluiten: geen oordeel")
		h.Until("2026-04-16 12:00")
		if c := h.TheCase(second); c.Status != workflow.StatusClosed || len(c.Course.Deliberation) > 0 {
			t.Fatalf("the case is %s with %v", c.Status, c.Course.Deliberation)
		}
		n := 0
		for _, o := range h.Outgoing("K-2026-0001") {
			if o.Template != workflow.TemplateDeliberation {
				continue
			}
			if n++; o.Size > 0 {
				t.Errorf("the mail %d (%s) still has its bytes", o.ID, o.Template)
			}
		}
		if n == 0 {
			t.Error("nothing went round")
		}
	})
}

// TestJoinedAndReopened: of two cases that were joined in a third the first is reopened.
// Its complainant is in none of the others any more.
func TestJoinedAndReopened(t *testing.T) {
	people := []string{"a@voorbeeld.nl", "b@voorbeeld.nl", "c@voorbeeld.nl"}
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: people}, nil, func(h *daemontest.House) {
		for _, who := range people {
			h.Send("Bo Tuin <"+who+">", "klacht", "Ik wil een klacht indienen over bemiddelaar Sanne de Boer.\nZij heeft op 2 april met de andere partij gebeld.\n\nBo Tuin")
			h.Until(h.Today().String() + " 11:00")
		}
		for i, text := range []string{"[K-2026-0001] samenvoegen met: K-2026-0002", "[K-2026-0002] samenvoegen met: K-2026-0003", "[K-2026-0001] heropenen"} {
			tag, words, _ := strings.Cut(text, "] ")
			h.Write(workflow.Number(tag[1:]).Tag(), strings.Replace(words, " met:", "\nmet:", 1))
			h.Until([]string{"2026-04-14 12:00", "2026-04-14 13:00", "2026-04-14 14:00"}[i])
			if n := len(h.TheCase("K-2026-0003").People); n != []int{1, 3, 2}[i] {
				t.Errorf("after %q %d people are in the third case", text, n)
			}
		}
		first, second := h.TheCase("K-2026-0001"), h.TheCase("K-2026-0002")
		if !first.Status.Open() || len(first.People) != 1 || second.Status.Open() || len(second.People) != 1 {
			t.Errorf("the first is %s with %v, the second %s with %v", first.Status, first.People, second.Status, second.People)
		}
	})
}
