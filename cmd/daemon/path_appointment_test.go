package daemon_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
)

// appointment is one entry in a calendar, as the mails to it have left it.
type appointment struct {
	Start    string
	Sequence string
	Off      bool
}

var calendarLine = regexp.MustCompile(`(?m)^(METHOD|UID|SEQUENCE|DTSTART):(.*?)\r?$`)

// calendarOf does what a calendar does with the invitations somebody got: a newer one
// of a UID replaces the older (RFC 5546 section 2.1.5).
func calendarOf(t *testing.T, h *daemontest.House, addr string) map[string]appointment {
	t.Helper()
	calendar := map[string]appointment{}
	for _, m := range h.Srv.Messages(addr, "INBOX") {
		_, part, ok := strings.Cut(decoded(m.Raw), "BEGIN:VCALENDAR")
		if !ok {
			continue
		}
		v := map[string]string{}
		for _, l := range calendarLine.FindAllStringSubmatch(strings.ReplaceAll(part, "\r\n ", ""), -1) {
			v[l[1]] = l[2]
		}
		if old, had := calendar[v["UID"]]; had && v["SEQUENCE"] <= old.Sequence {
			t.Errorf("%s got sequence %s of an appointment after %s", addr, v["SEQUENCE"], old.Sequence)
		}
		calendar[v["UID"]] = appointment{v["DTSTART"], v["SEQUENCE"], v["METHOD"] == "CANCEL"}
	}
	return calendar
}

// stands are the appointments that are in somebody's calendar, and how many are off.
func stands(calendar map[string]appointment) (list string, off int) {
	for _, a := range calendar {
		if a.Off {
			off++
			continue
		}
		list += fmt.Sprintf("%s ", a.Start)
	}
	return strings.TrimSpace(list), off
}

// invitedFor plays a case until everybody is invited for 6 May.
func invitedFor(t *testing.T, h *daemontest.House) {
	t.Helper()
	toTheCommittee(t, h)
	h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
	h.Until("2026-04-16 09:00")
	h.AnswerActie(h.ActieWith("K-2026-0001"), "hoorzitting: 6 mei 2026 10:00\nplaats: kantoor Utrecht")
	h.Until("2026-04-17 12:00")
	wantStatus(t, h, "commissie_horen")
}

// TestAppointmentOfWhoStaysOut: a member who is invited and then stays out of the case
// does not keep the appointment, and hears nothing of the other day.
func TestAppointmentOfWhoStaysOut(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		invitedFor(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "lid buiten: Yilmaz")
		h.Until("2026-04-20 12:00")
		if list, off := stands(calendarOf(t, h, member)); list != "" || off != 1 {
			t.Errorf("the member who stays out has %q, %d are off", list, off)
		}
		mailTo(t, h, member, "Die afspraak vervalt voor u.")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verzet: 8 mei 2026 10:00")
		h.Until("2026-04-21 12:00")
		for _, who := range []string{cmdtest.Complainant, cmdtest.Director, chair} {
			if list, off := stands(calendarOf(t, h, who)); list != "20260508T080000Z" || off != 0 {
				t.Errorf("%s has %q, %d are off", who, list, off)
			}
		}
		for _, m := range h.Got(member, "INBOX") {
			if strings.Contains(m.Text, "8 mei") {
				t.Errorf("the member who stays out hears of the other day:\n%s", m.Text)
			}
		}
	})
}

// TestAppointmentOfAnEarlierPlan: a hearing is called off with its case, and before
// that mail left the case is open again and another hearing is planned. The first
// appointment goes from the calendars, and the second comes.
func TestAppointmentOfAnEarlierPlan(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		invitedFor(t, h)
		h.Until("2026-04-17 18:30")
		actie := h.ActieWith("K-2026-0001")
		h.AnswerActie(actie, "sluiten: geen oordeel")
		h.Until("2026-04-17 18:40")
		wantStatus(t, h, "afgerond")
		h.AnswerActie(actie, "heropenen")
		h.Until("2026-04-17 18:50")
		h.AnswerActie(actie, "hoorzitting: 12 mei 2026 10:00\nplaats: kantoor Utrecht")
		h.Until("2026-04-21 12:00")
		wantStatus(t, h, "commissie_horen")
		for _, who := range []string{cmdtest.Complainant, cmdtest.Director, chair, member} {
			if list, off := stands(calendarOf(t, h, who)); list != "20260512T080000Z" || off != 1 {
				t.Errorf("%s has %q, %d are off", who, list, off)
			}
			mailTo(t, h, who, "Het gesprek van woensdag 6 mei 2026")
		}
	})
}
