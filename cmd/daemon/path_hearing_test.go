package daemon_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
)

// TestOtherHearingDates: no date suits all, so others are asked about; and what a
// calendar answers to the invitation for the first moment is not taken for the next.
func TestOtherHearingDates(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
		h.Until("2026-04-16 09:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "hoorzitting\ndatum: 6 mei 2026 10:00, 7 mei 2026 14:00\nplaats: kantoor Utrecht")
		h.Until("2026-04-16 10:00")
		h.Reply(cmdtest.Complainant, mailTo(t, h, cmdtest.Complainant, "6 mei 2026"), "6 mei kan niet\n7 mei kan")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", mailTo(t, h, cmdtest.Director, "6 mei 2026"), "6 mei kan\n7 mei kan niet")
		h.Reply("Henk Mulder <"+chair+">", mailTo(t, h, chair, "6 mei 2026"), "6 mei kan\n7 mei kan")
		h.Reply("Fatima Yilmaz <"+member+">", mailTo(t, h, member, "6 mei 2026"), "6 mei kan\n7 mei kan")
		h.Until("2026-04-21 09:00")
		h.AnswerActie(mailTo(t, h, cmdtest.Committee, "geen dag komt iedereen uit"), "5 19 mei 2026 10:00, 20 mei 2026 14:00")
		h.Until("2026-04-21 10:00")
		for _, who := range []string{cmdtest.Complainant, cmdtest.Director, chair, member} {
			h.Reply("X <"+who+">", mailTo(t, h, who, "20 mei 2026"), "19 mei kan\n20 mei kan")
		}
		h.Until("2026-04-23 09:00")
		if hearing := h.TheCase("K-2026-0001").Course.Hearing; len(hearing.Answers) != 8 {
			t.Errorf("on the new dates there are the answers %+v", hearing.Answers)
		}
		h.AnswerActie(mailTo(t, h, cmdtest.Committee, "kies de dag"), "1")
		h.Until("2026-04-23 10:00")
		uid := h.Last(chair, "INBOX").MessageID
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verzet: 20 mei 2026 14:00")
		h.Until("2026-04-23 11:00")
		accept := func(stat, sequence string) {
			h.Srv.Deliver(cmdtest.Committee, []byte(strings.Join([]string{"From: Henk Mulder <" + chair + ">", "To: " + cmdtest.Committee,
				"Subject: Gesprek", "Message-ID: <agenda-" + sequence + "@voorbeeld.org>", "MIME-Version: 1.0",
				"Content-Type: text/calendar; method=REPLY; charset=utf-8", "", "BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT",
				"UID:" + uid, "SEQUENCE:" + sequence, "ATTENDEE;PARTSTAT=" + stat + ":mailto:" + chair, "END:VEVENT", "END:VCALENDAR", ""}, "\r\n")))
		}
		accept("ACCEPTED", "0")
		h.Until("2026-04-23 12:00")
		if hearing := h.TheCase("K-2026-0001").Course.Hearing; len(hearing.Replies) != 0 || hearing.Sequence != 1 {
			t.Errorf("an answer to the first invitation counts for the second: %+v", hearing)
		}
		accept("ACCEPTED", "1")
		h.Until("2026-04-23 13:00")
		if hearing := h.TheCase("K-2026-0001").Course.Hearing; len(hearing.Replies) != 1 {
			t.Errorf("the answer to the second invitation is not there: %+v", hearing)
		}
	})
}

// TestInvitationWaitsForNoCap: whoever got all the mail of a day that he may get still
// hears at once when the hearing is, and that it is on another day.
func TestInvitationWaitsForNoCap(t *testing.T) {
	capped := func(h *daemontest.House) {
		withCommittee(h)
		h.Config.Trust.Caps.AddressDay, h.Config.Trust.Caps.StaffDay = 2, 1
	}
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, capped, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
		h.Until("2026-04-15 09:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder stukken")
		h.Until("2026-04-15 09:30")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "hoorzitting: 6 mei 2026 10:00\nplaats: kantoor Utrecht")
		h.Until("2026-04-15 10:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verzet: 8 mei 2026 10:00")
		h.Until("2026-04-15 10:30")
		for _, who := range []string{cmdtest.Complainant, cmdtest.Director, chair, member} {
			mailTo(t, h, who, "6 mei 2026")
			mailTo(t, h, who, "8 mei 2026")
		}
	})
}

// TestJudgementAsked: when half the time after a hearing is over, she is asked what
// the committee judged, and nobody is reminded of it before the end comes near.
func TestJudgementAsked(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
		h.Until("2026-04-16 09:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "hoorzitting: 6 mei 2026 10:00\nplaats: kantoor Utrecht")
		h.Until("2026-05-07 09:00")
		h.AnswerActie(mailTo(t, h, cmdtest.Committee, "is de hoorzitting gehouden"), "1")
		h.Until("2026-05-20 12:00")
		asked := func() (n int) {
			for _, m := range h.Got(cmdtest.Committee, "INBOX") {
				if strings.Contains(m.Subject, "wat is het oordeel") {
					n++
				}
			}
			return n
		}
		if n := asked(); n != 0 {
			t.Errorf("%d times asked after two weeks less a day", n)
		}
		h.Until("2026-05-26 12:00")
		if n := asked(); n != 1 {
			t.Errorf("%d times asked when half the time is over", n)
		}
		h.Until("2026-06-02 12:00")
		if n := asked(); n < 2 {
			t.Error("nothing is said when the end comes near")
		}
	})
}

// TestCommitteeReminded: a week before the end the chair does not read that it is the
// last working day; on that day he does.
func TestCommitteeReminded(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
		h.Until("2026-06-24 12:00")
		mailTo(t, h, chair, "Herinnering: de uitspraak, uiterlijk dinsdag 23 juni 2026")
		mailTo(t, h, chair, "Laatste werkdag: de uitspraak, uiterlijk dinsdag 23 juni 2026")
		mailTo(t, h, chair, "Te laat: de uitspraak")
		for _, m := range h.Got(chair, "INBOX") {
			if last := strings.HasPrefix(m.Subject, "Laatste werkdag: de uitspraak"); last != strings.Contains(m.Text, "uiterlijk\ndinsdag 23 juni 2026. Dat is vandaag.") && strings.Contains(m.Subject, "de uitspraak, uiterlijk") {
				t.Errorf("%q says:\n%s", m.Subject, m.Text)
			}
		}
	})
}

// TestLateBeforeHearing: who reads that the decision is late while a hearing is planned,
// reads as well that it goes on; of one that is over nothing is said.
func TestLateBeforeHearing(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
		h.Until("2026-04-16 09:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "hoorzitting: 30 juni 2026 10:00\nplaats: kantoor Utrecht")
		h.Until("2026-07-09 12:00")
		var late []string
		for _, m := range h.Got(cmdtest.Complainant, "INBOX") {
			if text := strings.Join(strings.Fields(m.Text), " "); strings.Contains(text, "Wij zijn te laat") {
				late = append(late, text)
			}
		}
		const on = "Het gesprek van dinsdag 30 juni 2026 gaat gewoon door."
		if len(late) != 2 || !strings.Contains(late[0], on) || strings.Contains(late[1], on) {
			t.Errorf("%d mails say that it is late: %q", len(late), late)
		}
	})
}
