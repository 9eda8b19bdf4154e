package demo

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// besluit plays the committee's part of Peter's case, to the besluit.
var besluit = []func(*demo, context.Context) error{
	(*demo).dossier, (*demo).wish, (*demo).takenUp, (*demo).defence, (*demo).reply, (*demo).hearing, (*demo).judged, (*demo).agreed, (*demo).follows,
}

// dossier: everything that was written, as one PDF for chair and member.
func (m *demo) dossier(ctx context.Context) error {
	m.title("The dossier lies ready in Drafts, as one PDF; the secretary sends it to the committee")
	return m.sendLetter(ctx, workflow.TemplateCaseFile)
}

// wish: the complainant wants to be heard (Awb 9:10).
func (m *demo) wish(ctx context.Context) error {
	m.title("Peter wants to be heard")
	if err := m.answer(ctx, demoSecond, workflow.TemplateToCommittee, "1"); err != nil {
		return err
	}
	return m.untilCase(ctx, "has the wish", func(k workflow.Case) bool { return k.Course.Wish == workflow.WishHeard })
}

// takenUp: the chair says it in his own words, the secretary in one digit.
func (m *demo) takenUp(ctx context.Context) error {
	m.title("The chair answers; what he writes stays within the committee")
	err := m.answer(ctx, demoChair, workflow.TemplateAdmissibility, "Wij nemen de klacht in behandeling. Ik wil vooral horen hoe dat telefoongesprek eindigde.\n\nHenk Mulder")
	if err != nil {
		return err
	}
	if _, err := m.mailOf(ctx, demoMember, workflow.TemplateDeliberation); err != nil {
		return err
	}
	return m.decide(ctx, workflow.ReasonAdmissibility, "1", workflow.StatusStatements)
}

// defence: what the other side says to it, sent on by the secretary.
func (m *demo) defence(ctx context.Context) error {
	m.title("The board gives its side of it; the secretary sends that to Peter")
	err := m.answer(ctx, demoBoard, workflow.TemplateDefenceAsked, "De directeur heeft het gesprek beëindigd omdat er een volgende afspraak wachtte. Zij had dat moeten zeggen.")
	if err != nil {
		return err
	}
	return m.sendLetter(ctx, workflow.TemplateDefence)
}

// reply: the complainant answers the defence, and the committee reads it.
func (m *demo) reply(ctx context.Context) error {
	m.title("Peter replies; the committee gets both")
	letter := m.newest(demoSecond)
	m.write(demoSecond, demoSecretary.addr, "Re: "+letter.Subject, "Zij zei niets en hing op. Van een afspraak heb ik niets gehoord.\n\nPeter\n\n"+quoted(letter), []string{letter.MessageID})
	return m.sendLetter(ctx, workflow.TemplateForward)
}

// hearing: planned with one date, and then not needed. Its day cannot come within
// the story, and nobody can say before it that it was held.
func (m *demo) hearing(ctx context.Context) error {
	m.title("The secretary plans a hearing; it comes into everybody's calendar")
	day := m.tuesday(28)
	err := m.decide(ctx, workflow.ReasonReplied, "1\ndatum: "+terms.DutchDate(day)+"\ntijd: 10:00\nplaats: kantoor Utrecht, kamer 3", workflow.StatusHearing)
	if err != nil {
		return err
	}
	for _, p := range []persona{demoSecond, demoBoard, demoChair, demoMember} {
		if _, err := m.mailOf(ctx, p, workflow.TemplateHearing); err != nil {
			return err
		}
	}
	m.title("Peter does without it after all, and the secretary calls it off")
	if err := m.answer(ctx, demoSecond, workflow.TemplateHearing, "Bij nader inzien hoeft die hoorzitting voor mij niet. Ik heb alles opgeschreven.\n\nPeter"); err != nil {
		return err
	}
	if err := m.decide(ctx, workflow.ReasonAddition, "zonder hoorzitting", workflow.StatusDeliberation); err != nil {
		return err
	}
	return m.sendLetter(ctx, workflow.TemplateForward)
}

// judged: the outcome is registered, the reasons are hers to write.
func (m *demo) judged(ctx context.Context) error {
	m.title("The committee has judged; the secretary registers it and writes the reasons in Drafts")
	if err := m.command(ctx, "uitspraak: gegrond\naanbeveling: ja"); err != nil {
		return err
	}
	return m.editLetter(ctx, workflow.TemplateDecision,
		"De heer Jansen belde om te vragen waarom de bemiddeling was gestopt. De directeur heeft opgehangen.",
		"Wie belt met een vraag, krijgt antwoord of hoort wanneer hij dat krijgt. Dat is niet gebeurd.",
		"Bel de heer Jansen terug, en spreek af hoe een gesprek wordt beëindigd.")
}

// agreed: the draft goes round, the chair agrees with one word, and it is sent.
func (m *demo) agreed(ctx context.Context) error {
	m.title("The draft goes round within the committee, and the chair agrees")
	if err := m.command(ctx, "concept rondsturen"); err != nil {
		return err
	}
	if err := m.answer(ctx, demoChair, workflow.TemplateDraftDecision, "Akkoord\n\nHenk Mulder"); err != nil {
		return err
	}
	err := m.untilCase(ctx, "has the chair's agreement", func(k workflow.Case) bool { return !k.Course.Agreed.IsZero() })
	if err != nil {
		return err
	}
	m.title("The secretary sends the decision to Peter, with a copy to the board")
	if err := m.sendLetter(ctx, workflow.TemplateDecision); err != nil {
		return err
	}
	return m.untilStatus(ctx, workflow.StatusDirectorDecides)
}

// follows: the besluit, and both letters about it.
func (m *demo) follows(ctx context.Context) error {
	m.title("The board decides what it does with that")
	err := m.answer(ctx, demoBoard, workflow.TemplateBesluitAsked, "Wij nemen het oordeel en de aanbeveling over. Marieke belt de heer Jansen deze week, en er komt een werkafspraak over telefoongesprekken.")
	if err != nil {
		return err
	}
	actie, err := m.awaitActie(ctx, workflow.ReasonBesluit)
	if err != nil {
		return err
	}
	promised := m.tuesday(42)
	m.tell(actie, "1\nmaatregel: "+terms.DutchDate(promised)+" werkafspraak over telefoongesprekken")
	err = m.untilCase(ctx, "has what the board promised", func(k workflow.Case) bool { return len(k.Course.Measures) > 0 })
	if err != nil {
		return err
	}
	m.title("The secretary fills in both letters, sends them to Peter and to the committee, and the case is closed")
	for _, t := range []workflow.Template{workflow.TemplateBesluit, workflow.TemplateBesluitCommittee} {
		err := m.editLetter(ctx, t, "helemaal", "Alles wordt overgenomen.", "Een werkafspraak over telefoongesprekken, uiterlijk "+terms.DutchDate(promised)+".")
		if err != nil {
			return err
		}
		if err := m.sendLetter(ctx, t); err != nil {
			return err
		}
	}
	return m.untilCase(ctx, "is closed as founded", func(k workflow.Case) bool {
		return k.Status == workflow.StatusClosed && k.Outcome == workflow.OutcomeFounded
	})
}

// tuesday is the first one some days from now.
func (m *demo) tuesday(days int) terms.Date {
	day := terms.Of(time.Now(), time.Local).Add(days)
	for day.Weekday() != time.Tuesday {
		day = day.Add(1)
	}
	return day
}

// answer lets somebody reply to the newest mail of a kind he got.
func (m *demo) answer(ctx context.Context, p persona, t workflow.Template, text string) error {
	got, err := m.mailOf(ctx, p, t)
	if err == nil {
		m.write(p, demoSecretary.addr, "Re: "+got.Subject, text+"\n\n"+quoted(got), []string{got.MessageID})
	}
	return err
}

// tell is the secretary's reply to a mail of the program.
func (m *demo) tell(to workflow.Message, text string) {
	m.write(demoSecretary, demoSecretary.addr, "Re: "+to.Subject, text+"\n\n"+quoted(to), []string{to.MessageID})
}

// decide answers an Actie, and waits until the case stands where that leads.
func (m *demo) decide(ctx context.Context, about workflow.Reason, text string, to workflow.Status) error {
	actie, err := m.awaitActie(ctx, about)
	if err != nil {
		return err
	}
	m.tell(actie, text)
	return m.untilStatus(ctx, to)
}

// command is a word of the secretary in answer to the newest Actie of the case: any
// of them will do.
func (m *demo) command(ctx context.Context, text string) error {
	actie, err := m.mailOf(ctx, demoSecretary, workflow.TemplateActie)
	if err == nil {
		m.tell(actie, text)
	}
	return err
}

// peter is the case that went to the committee: the last that came in.
func (m *demo) peter(tx *store.Tx) (workflow.Case, error) {
	list, err := m.cases(tx)
	if err != nil || len(list) == 0 {
		return workflow.Case{}, err
	}
	return list[len(list)-1], nil
}

// untilCase waits until Peter's case is as it should be.
func (m *demo) untilCase(ctx context.Context, what string, so func(workflow.Case) bool) error {
	return m.until(ctx, "a case that "+what, func() bool {
		there := false
		m.db.View(ctx, func(tx *store.Tx) error {
			k, err := m.peter(tx)
			there = err == nil && so(k)
			return err
		})
		return there
	})
}

// mailOf waits for a mail of a kind in Peter's case to a persona: the newest.
func (m *demo) mailOf(ctx context.Context, p persona, t workflow.Template) (got workflow.Message, err error) {
	err = m.until(ctx, "mail "+string(t)+" to "+p.name, func() bool {
		id := ""
		m.db.View(ctx, func(tx *store.Tx) error {
			k, err := m.peter(tx)
			if err != nil {
				return err
			}
			mails, err := tx.OutgoingOf(k.Key)
			for _, o := range mails {
				if o.Template == t && o.To == p.addr && o.State == store.StateSent {
					id = o.MessageID
				}
			}
			return err
		})
		found := false
		got, found = m.inInbox(p, id)
		return found
	})
	return got, err
}

// letter waits for the letter of a kind in Drafts that is not sent yet.
func (m *demo) letter(ctx context.Context, t workflow.Template) (key string, draft mailtest.Message, err error) {
	err = m.until(ctx, "letter "+string(t)+" in Drafts", func() bool {
		secret := ""
		m.db.View(ctx, func(tx *store.Tx) error {
			k, err := m.peter(tx)
			if err != nil {
				return err
			}
			drafts, err := tx.LettersOf(k.Key)
			for _, l := range k.Course.Letters {
				i := slices.IndexFunc(drafts, func(d store.Draft) bool { return d.Key == l.Key })
				if l.Template == t && l.State == workflow.LetterReady && i >= 0 {
					key, secret = l.Key, drafts[i].Secret
				}
			}
			return err
		})
		for _, x := range m.srv.Messages(demoSecretary.addr, m.srv.FolderName("\\Drafts")) {
			text := reader.Read(bytes.NewReader(x.Raw), reader.Options{}).Text
			if secret != "" && slices.Contains(workflow.Secrets(text), secret) {
				draft = x
				return true
			}
		}
		return false
	})
	return key, draft, err
}

// sendLetter lets the secretary send the letter of a kind, and waits until that was
// seen.
func (m *demo) sendLetter(ctx context.Context, t workflow.Template) error {
	key, draft, err := m.letter(ctx, t)
	if err != nil {
		return err
	}
	if _, err := m.srv.SendDraft(demoSecretary.addr, draft.UID, nil); err != nil {
		return err
	}
	return m.untilCase(ctx, "has "+key+" sent", func(k workflow.Case) bool {
		return slices.ContainsFunc(k.Course.Letters, func(l workflow.Letter) bool { return l.Key == key && l.State == workflow.LetterSent })
	})
}

// editLetter fills in a letter where it says …, in order, as a mail client saves it.
func (m *demo) editLetter(ctx context.Context, t workflow.Template, words ...string) error {
	_, draft, err := m.letter(ctx, t)
	if err != nil {
		return err
	}
	got := reader.Read(bytes.NewReader(draft.Raw), reader.Options{})
	text := got.Text
	for _, w := range words {
		text = strings.Replace(text, "…", w, 1)
	}
	if strings.Contains(text, "…") {
		return fmt.Errorf("letter %s: more to fill in than %d times …", t, len(words))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s <%s>\r\n", demoSecretary.name, demoSecretary.addr)
	for _, l := range []struct {
		name string
		list []workflow.Address
	}{{"To", got.To}, {"Cc", got.Cc}} {
		for i, a := range l.list {
			fmt.Fprintf(&b, "%s%s", map[bool]string{true: l.name + ": ", false: ", "}[i == 0], a.Addr())
		}
		if len(l.list) > 0 {
			b.WriteString("\r\n")
		}
	}
	fmt.Fprintf(&b, "Subject: %s\r\nDate: %s\r\nMessage-ID: <%d.demo@client.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		got.Subject, time.Now().Format(time.RFC1123Z), time.Now().UnixNano(), strings.ReplaceAll(text, "\n", "\r\n"))
	drafts := m.srv.FolderName("\\Drafts")
	m.srv.Append(demoSecretary.addr, drafts, []byte(b.String()), "\\Seen", "\\Draft")
	m.srv.Remove(demoSecretary.addr, drafts, draft.UID)
	return nil
}
