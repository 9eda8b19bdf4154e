package daemon_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

const (
	chair  = "voorzitter@voorbeeld.org"
	member = "fatima@voorbeeld.org"
)

// withCommittee configures a chair and a member.
func withCommittee(h *daemontest.House) {
	h.Config.People.Chair = config.Person{Name: "Henk Mulder", Address: chair}
	h.Config.People.Members = []config.Person{{Name: "Fatima Yilmaz", Address: member}}
}

// toTheCommittee plays a complaint until the committee has it.
func toTheCommittee(t *testing.T, h *daemontest.House) {
	t.Helper()
	h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
	h.Until("2026-04-14 10:20")
	h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
	h.Until("2026-04-14 11:00")
	h.SendDraft("Ik bied excuses aan", nil)
	h.Until("2026-04-14 11:30")
	h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "Ik wil naar de commissie.")
	h.Until("2026-04-14 12:00")
	wantStatus(t, h, workflow.StatusAdmissibility)
}

func wantStatus(t *testing.T, h *daemontest.House, want workflow.Status) {
	t.Helper()
	if c := h.TheCase("K-2026-0001"); c.Status != want {
		t.Fatalf("the case is %s, want %s; the secretary got %q", c.Status, want, h.Subjects(cmdtest.Committee))
	}
}

// mailTo is the newest mail of somebody whose text holds s.
func mailTo(t *testing.T, h *daemontest.House, addr, s string) workflow.Message {
	t.Helper()
	list := h.Got(addr, "INBOX")
	for i := len(list) - 1; i >= 0; i-- {
		if strings.Contains(strings.Join(strings.Fields(list[i].Subject+" "+list[i].Text), " "), s) {
			return list[i]
		}
	}
	t.Fatalf("no mail with %q at %s: %q", s, addr, h.Subjects(addr))
	return workflow.Message{}
}

// withoutDots writes the secretary's words in the places a letter leaves open for them.
func withoutDots(raw string) string { return strings.ReplaceAll(raw, "=E2=80=A6", "Zie hieronder.") }

// committeeCase plays a whole case with a hearing to the besluit.
func committeeCase(t *testing.T, o mailtest.Options) {
	o.Accounts = append(o.Accounts, chair, member)
	from(t, "2026-04-14 10:00", o, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)

		dossier := h.SendDraft("K-2026-0001/K1-", nil)
		if len(dossier.Attachments) != 1 || dossier.Attachments[0].Type != "application/pdf" {
			t.Errorf("the dossier has %+v", dossier.Attachments)
		}
		for _, m := range h.Srv.Messages(chair, "INBOX") {
			if bytes.Contains(m.Raw, []byte("K1-")) && !bytes.Contains(m.Raw, []byte("JVBERi0")) { // "%PDF-" in base64
				t.Error("the chair's dossier is no PDF")
			}
		}
		h.Until("2026-04-14 13:00")
		h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "1")
		h.Reply("Henk Mulder <"+chair+">", h.Got(chair, "INBOX")[0], "Wij nemen de klacht in behandeling. KANARIE-BERAAD")
		h.Until("2026-04-16 09:00")
		mailTo(t, h, member, "KANARIE-BERAAD")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "1")
		h.Until("2026-04-16 10:00")
		wantStatus(t, h, workflow.StatusStatements)

		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "De bemiddelaar handelde zoals afgesproken.")
		h.Until("2026-04-16 11:00")
		h.SendDraft("handelde zoals afgesproken", nil)
		h.Until("2026-04-16 12:00")
		h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "Dat klopt niet. Er was niets afgesproken.")
		h.Until("2026-04-16 13:00")
		h.SendDraft("Er was niets afgesproken", nil)
		h.Until("2026-04-16 13:30")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "hoorzitting\ndatum: 6 mei 2026\ntijd: 10:00\nplaats: kantoor Utrecht, kamer 3")
		h.Until("2026-04-16 14:00")
		wantStatus(t, h, workflow.StatusHearing)
		for _, who := range []string{cmdtest.Complainant, cmdtest.Director, chair, member} {
			raw := h.Srv.Messages(who, "INBOX")
			invitation := string(raw[len(raw)-1].Raw)
			if !strings.Contains(invitation, "text/calendar") || !strings.Contains(invitation, "method=REQUEST") {
				t.Errorf("%s got no invitation: %q", who, h.Subjects(who))
			}
		}
		h.Until("2026-05-07 09:00")
		h.AnswerActie(h.ActieWith("hoorzitting"), "1")
		h.Until("2026-05-07 10:00")
		wantStatus(t, h, workflow.StatusDeliberation)

		h.AnswerActie(h.ActieWith("K-2026-0001"), "uitspraak: gegrond\naanbeveling: ja")
		h.Until("2026-05-07 11:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "concept rondsturen")
		h.Until("2026-05-07 12:00")
		draft := mailTo(t, h, chair, "akkoord")
		if strings.Contains(draft.Text, "/U1-") {
			t.Error("the mark of the letter went round with the draft")
		}
		if strings.Contains(draft.Text, "Laat deze regel staan") {
			t.Error("the draft that went round speaks of a mark that is not there")
		}
		h.Reply("Henk Mulder <"+chair+">", draft, "Akkoord")
		h.Until("2026-05-08 12:00")
		if c := h.TheCase("K-2026-0001"); c.Course.Agreed.IsZero() {
			t.Errorf("the chair's akkoord was not recorded: %q", h.Subjects(cmdtest.Committee))
		}
		h.SendDraft("K-2026-0001/U1-", withoutDots)
		h.Until("2026-05-08 13:00")
		wantStatus(t, h, workflow.StatusDirectorDecides)

		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik neem de aanbeveling over. De werkwijze wordt aangepast.")
		h.Until("2026-05-12 09:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "1\nmaatregel: 20 mei 2026 nieuwe werkafspraak")
		h.Until("2026-05-12 10:00")
		h.SendDraft("K-2026-0001/S", withoutDots)
		h.SendDraft("K-2026-0001/T", withoutDots)
		h.Until("2026-05-12 11:00")
		c := h.TheCase("K-2026-0001")
		if c.Status != workflow.StatusClosed || c.Outcome != workflow.OutcomeFounded {
			t.Fatalf("the case is %s %q; the secretary got %q", c.Status, c.Outcome, h.Subjects(cmdtest.Committee))
		}
		mailTo(t, h, cmdtest.Complainant, "De werkwijze wordt aangepast")
		mailTo(t, h, chair, "De werkwijze wordt aangepast")
		for _, who := range []string{cmdtest.Complainant, cmdtest.Director} {
			for _, m := range h.Got(who, "INBOX") {
				if strings.Contains(m.Text, "KANARIE-BERAAD") {
					t.Errorf("what the committee wrote among itself reached %s: %q", who, m.Subject)
				}
			}
		}
		if !o.Exchange {
			h.Until("2026-05-22 12:00")
			h.ActieWith("maatregel")
		}
	})
}

// TestCommitteeCase: from the complaint to the besluit.
func TestCommitteeCase(t *testing.T) {
	t.Run("plain server", func(t *testing.T) { committeeCase(t, mailtest.Options{}) })
	t.Run("Exchange", func(t *testing.T) { committeeCase(t, mailtest.Options{Exchange: true}) })
}

// TestUnfounded: without a hearing, and unfounded: closed by the decision.
func TestUnfounded(t *testing.T) {
	t.Run("plain server", func(t *testing.T) { unfounded(t, mailtest.Options{}) })
	t.Run("Exchange", func(t *testing.T) { unfounded(t, mailtest.Options{Exchange: true}) })
}

func unfounded(t *testing.T, o mailtest.Options) {
	o.Accounts = append(o.Accounts, chair, member)
	from(t, "2026-04-14 10:00", o, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
		h.Until("2026-04-16 09:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder stukken")
		h.Until("2026-04-16 09:30")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder hoorzitting")
		h.Until("2026-04-16 10:00")
		wantStatus(t, h, workflow.StatusDeliberation)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "uitspraak: ongegrond")
		h.Until("2026-04-16 11:00")
		h.SendDraft("K-2026-0001/U1-", nil) // as it lay there, with its dots
		h.Until("2026-04-16 12:00")
		h.ActieWith("puntjes")
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusClosed || c.Outcome != workflow.OutcomeUnfounded {
			t.Fatalf("the case is %s %q; the secretary got %q", c.Status, c.Outcome, h.Subjects(cmdtest.Committee))
		}
	})
}

// TestWithdrawnDeliberation: what the committee wrote among itself is gone once a
// withdrawal stands.
func TestWithdrawnDeliberation(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.Until("2026-04-14 13:00")
		h.Reply("Henk Mulder <"+chair+">", h.Got(chair, "INBOX")[0], "Wij nemen de klacht in behandeling. KANARIE-BERAAD")
		h.Until("2026-04-14 14:00")
		h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "Ik trek mijn klacht in.")
		h.Until("2026-04-14 15:00")
		wantStatus(t, h, workflow.StatusClosed)
		ids := h.TheCase("K-2026-0001").Course.Deliberation
		if len(ids) == 0 {
			t.Fatal("nothing of the committee's was kept apart")
		}
		h.Until("2026-05-05 15:00")
		h.Change(func(tx *store.Tx) error {
			for _, id := range ids {
				m, err := tx.Message(id)
				if err != nil {
					return err
				}
				if strings.Contains(m.Text+m.NewText, "KANARIE-BERAAD") {
					t.Errorf("message %d of the committee is still there", id)
				}
			}
			return nil
		})
	})
}

// TestDeliberationGoes: with the decision, or a closing that only she can undo, what
// the committee wrote goes from the messages, from the mails that passed it on and
// from the copies of them; and it is in no file any more.
func TestDeliberationGoes(t *testing.T) {
	const canary = "KANARIE-BERAAD"
	ends := map[string]func(h *daemontest.House){
		"closed by her": func(h *daemontest.House) {
			h.AnswerActie(h.ActieWith("K-2026-0001"), "sluiten: geen oordeel")
		},
		"decided": func(h *daemontest.House) {
			h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder stukken")
			h.Until("2026-04-16 10:00")
			h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder hoorzitting")
			h.Until("2026-04-16 11:00")
			h.AnswerActie(h.ActieWith("K-2026-0001"), "uitspraak: ongegrond")
			h.Until("2026-04-16 12:00")
			h.AnswerActie(h.ActieWith("K-2026-0001"), "concept rondsturen")
			h.Until("2026-04-16 13:00")
			h.SendDraft("K-2026-0001/U1-", withoutDots)
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}, Exchange: true}, withCommittee, func(h *daemontest.House) {
				toTheCommittee(t, h)
				h.Until("2026-04-14 13:00")
				h.Reply("Henk Mulder <"+chair+">", h.Got(chair, "INBOX")[0], "Wij nemen de klacht in behandeling. "+canary)
				h.Until("2026-04-16 09:00")
				mailTo(t, h, member, canary)
				end(h)
				h.Until("2026-04-16 14:00")
				wantStatus(t, h, workflow.StatusClosed)
				if ids := h.TheCase("K-2026-0001").Course.Deliberation; len(ids) > 0 {
					t.Errorf("the messages %v are kept apart still", ids)
				}
				for _, o := range h.Outgoing("K-2026-0001") {
					if o.Size > 0 && (o.Template == workflow.TemplateDeliberation || o.Template == workflow.TemplateDraftDecision) {
						t.Errorf("the mail %d (%s) still has its bytes", o.ID, o.Template)
					}
				}
				for _, file := range []string{h.DB.Path(), h.DB.Path() + "-wal"} {
					content, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					if n := bytes.Count(content, []byte(canary)); n > 0 {
						t.Errorf("%d times in %s", n, filepath.Base(file))
					}
				}
			})
		})
	}
}

// TestTrialLetters: on trial a letter in Concepten names nobody outside, not even in
// copy.
func TestTrialLetters(t *testing.T) {
	trial := func(h *daemontest.House) {
		withCommittee(h)
		h.Config.Mode.Trial = true
	}
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, trial, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Write("[K-2026-0001-3]", "naar de commissie")
		h.Until("2026-04-14 11:00")
		drafts := 0
		for _, m := range h.Srv.Messages(cmdtest.Committee, h.Srv.FolderName("\\Drafts")) {
			drafts++
			for _, who := range []string{chair, member, cmdtest.Complainant, cmdtest.Director} {
				head, _, _ := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
				if bytes.Contains(bytes.ReplaceAll(head, []byte("Subject: Zou gaan naar "+who), nil), []byte(who)) {
					t.Errorf("a draft on trial names %s:\n%s", who, head)
				}
			}
		}
		if drafts < 2 {
			t.Errorf("%d drafts", drafts)
		}
	})
}
