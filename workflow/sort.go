package workflow

import (
	"slices"
	"strings"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// Verdict is what is to be done with a message.
type Verdict string

const (
	VerdictOwn     Verdict = "eigen"      // a mail of the program itself: filed, never an act
	VerdictTwin    Verdict = "dubbel"     // the other copy of a submission that was filed already
	VerdictLetter  Verdict = "brief"      // a prepared letter was sent from the mailbox
	VerdictCommand Verdict = "opdracht"   // the secretary wrote to the program
	VerdictSent    Verdict = "verzonden"  // the secretary wrote to a party of a case
	VerdictForget  Verdict = "vergeten"   // her other mail: remembered by its hash only
	VerdictWait    Verdict = "wachten"    // says it is from the mailbox; the copy in Sent is awaited
	VerdictJunk    Verdict = "ongewenst"  // lies in Junk: listed, never answered
	VerdictCase    Verdict = "dossier"    // belongs to a case: Receive
	VerdictItem    Verdict = "voorleggen" // the secretary is asked what it is: Intake
	VerdictOpen    Verdict = "klacht"     // a new complaint: Open
	VerdictFile    Verdict = "opbergen"   // machine mail that concerns nobody
)

// Route is where a message goes, and what its sender has shown of himself.
type Route struct {
	Verdict  Verdict
	Matter   string // key; "" when it belongs to none yet
	Token    *Token // the mail of ours it answers, nil for none
	Role     Role   // of the sender in that matter
	Person   string // key of the sender in that matter, "" for staff
	Proof    Proof
	Reason   Reason // why the secretary is asked, for VerdictItem
	Possibly Number // case it may belong to
	// Of a letter: the fixed lines that are not in what was sent, and for her own
	// mail the key of the prepared letter that it has all fixed lines of.
	Changed   []string
	Blank     bool // a place in the letter that was to be filled in still stands open
	Resembles string
}

// complaintScore is the score from which a mail says that it is a complaint.
const complaintScore = 0.6

// Sort decides where a message goes. It looks only at who shows what; what the
// message means is judged where it arrives. mail.md section 2 and trust.md
// section 1 of the design are the rules.
func (p Procedure) Sort(m Message, ev Evidence) Route {
	fromMailbox := m.From.Same(p.Committee)
	switch {
	case ev.OwnMail:
		return Route{Verdict: VerdictOwn}
	case fromMailbox:
		return p.sortMailbox(m, ev)
	case p.byOwnAddress(m, ev):
		return Route{Verdict: VerdictCommand, Matter: ev.Tokens[0].Matter, Token: &ev.Tokens[0],
			Role: RoleSecretary, Proof: ProofToken}
	case m.Kind == KindBounce:
		return sortBounce(ev)
	case m.Kind == KindHuman && ev.HasTwin:
		return Route{Verdict: VerdictTwin, Matter: ev.Twin} // the same mail by another way
	}
	if p.scanner(m.From) && m.Source != SourceJunk {
		return sortScan(m, ev)
	}
	if r, ok := p.sortProven(m, ev); ok {
		return r
	}
	if m.Source == SourceJunk {
		return Route{Verdict: VerdictJunk}
	}
	if m.Kind == KindAutomatic {
		return sortAutomatic(m)
	}
	return p.sortNew(m, ev)
}

// sortMailbox handles what says it comes from the committee's own mailbox. Such
// a mail acts only when nothing outside had a hand in it.
func (p Procedure) sortMailbox(m Message, ev Evidence) Route {
	sent := m.Source != SourceInbox && m.Source != SourceJunk
	outside := m.OutsideHop || m.DMARC == DMARCFail // what our own domain disowns acts as little
	switch {
	case m.Kind != KindHuman:
		return Route{Verdict: VerdictFile}
	case ev.HasTwin:
		return Route{Verdict: VerdictTwin, Matter: ev.Twin}
	case outside && sent:
		return Route{Verdict: VerdictItem, Reason: ReasonUnproven} // a rule dropped it there
	case outside:
		return Route{Verdict: VerdictWait, Reason: ReasonUnproven}
	case ev.Letter != nil:
		return Route{Verdict: VerdictLetter, Matter: ev.Letter.Matter, Token: ev.Letter,
			Role: RoleSecretary, Proof: ProofSecret}
	}
	if p.onlyToMailbox(m) {
		if i := slices.IndexFunc(ev.ByCode, isActie); i >= 0 {
			return p.command(ev.ByCode[i].Matter, &ev.ByCode[i])
		}
		if !sent {
			return Route{Verdict: VerdictWait, Reason: ReasonUnproven}
		}
		if i := slices.IndexFunc(ev.Tokens, isActie); i >= 0 {
			return p.command(ev.Tokens[i].Matter, &ev.Tokens[i])
		}
		if key := herMatter(ev); key != "" {
			return p.command(key, nil)
		}
		return Route{Verdict: VerdictForget}
	}
	if !sent {
		return Route{Verdict: VerdictWait, Reason: ReasonUnproven}
	}
	if key := onlyMatter(ev); key != "" {
		return Route{Verdict: VerdictSent, Matter: key, Role: RoleSecretary, Proof: ProofMailbox}
	}
	if len(ev.Recipients) == 1 {
		return Route{Verdict: VerdictSent, Matter: string(ev.Recipients[0]), Role: RoleSecretary, Proof: ProofMailbox}
	}
	return Route{Verdict: VerdictForget}
}

// command routes a mail of the secretary to the program.
func (p Procedure) command(matter string, t *Token) Route {
	return Route{Verdict: VerdictCommand, Matter: matter, Token: t, Role: RoleSecretary, Proof: ProofMailbox}
}

func isActie(t Token) bool { return t.Role == RoleSecretary && t.Question != "" }

// onlyToMailbox reports whether the committee's mailbox is the only recipient.
func (p Procedure) onlyToMailbox(m Message) bool {
	all := slices.Concat(m.To, m.Cc)
	return len(all) > 0 && !slices.ContainsFunc(all, func(a Address) bool { return !a.Same(p.Committee) })
}

// byOwnAddress reports whether the secretary answers an Actie from her own
// configured address: it counts with the Actie's thread or code and a DMARC pass.
func (p Procedure) byOwnAddress(m Message, ev Evidence) bool {
	return m.Kind == KindHuman && m.From.Same(p.Secretary.Address) && m.DMARC == DMARCPass &&
		len(ev.Tokens) > 0 && isActie(ev.Tokens[0]) && p.onlyToMailbox(m)
}

// herMatter is the one matter that a mail of the secretary to the program names. Where its thread is
// that of two, as when answers in it went on to a case that this one was joined with,
// the number in its subject decides.
func herMatter(ev Evidence) string {
	if key := onlyMatter(ev); key != "" || len(ev.Tagged) != 1 {
		return key
	}
	return string(ev.Tagged[0])
}

// onlyMatter is the one matter that tags or references name, "" when there is
// none or more than one.
func onlyMatter(ev Evidence) string {
	var keys []string
	for _, n := range ev.Tagged {
		keys = append(keys, string(n))
	}
	keys = append(keys, ev.Referenced...)
	slices.Sort(keys)
	if keys = slices.Compact(keys); len(keys) == 1 && keys[0] != OfficeKey {
		return keys[0]
	}
	return ""
}

// sortBounce believes a delivery report only when it names a mail of ours.
func sortBounce(ev Evidence) Route {
	if len(ev.Tokens) == 0 {
		return Route{Verdict: VerdictFile}
	}
	t := &ev.Tokens[0]
	return Route{Verdict: VerdictCase, Matter: t.Matter, Token: t}
}

// sortAutomatic: an absence or a report concerns nobody when it answers no mail
// of ours; any other machine mail may hold a complaint (a website's form).
func sortAutomatic(m Message) Route {
	if m.Absent || len(m.Reports) > 0 || slices.Contains(m.Problems, ProblemReport) {
		return Route{Verdict: VerdictFile}
	}
	return Route{Verdict: VerdictItem, Reason: ReasonMachine}
}

// scanner reports whether an address is that of a machine of our own.
func (p Procedure) scanner(a Address) bool { return slices.ContainsFunc(p.Scanners, a.Same) }

// sortScan: what a machine of our own sends, as a scanner or the form of a website,
// belongs in the case whose number it carries. Nobody wrote it, so nothing in it acts;
// without a number the secretary is asked.
func sortScan(m Message, ev Evidence) Route {
	if len(ev.Tagged) == 1 && m.DMARC != DMARCFail {
		return Route{Verdict: VerdictCase, Matter: string(ev.Tagged[0]), Proof: ProofNone}
	}
	r := Route{Verdict: VerdictItem, Reason: ReasonMachine}
	if len(ev.Tagged) == 1 {
		r.Possibly = ev.Tagged[0]
	}
	return r
}

// ProblemReport in Message.Problems marks machine reports about mail traffic
// (ARF, RFC 5965; DMARC aggregate reports): never complaints.
const ProblemReport = "report about mail traffic"

// sortProven finds the case of a message whose sender shows that he had a mail of
// ours, or who is on file in a case that the message names. Without From there is
// no identity: a token still joins, an address does not.
func (p Procedure) sortProven(m Message, ev Evidence) (Route, bool) {
	for i := range ev.Tokens {
		t := &ev.Tokens[i]
		if t.Expired || t.Matter == OfficeKey || t.Role == RoleSecretary {
			continue // mails to ourselves prove nothing about somebody outside
		}
		r := Route{Verdict: VerdictCase, Matter: t.Matter, Token: t, Role: t.Role, Person: t.Person, Proof: ProofTokenOther}
		if m.DMARC != DMARCFail && (m.From.Same(t.Address) || p.staffRole(m.From) == t.Role && t.Role != RoleNone && t.Person == "") {
			r.Proof = ProofToken
		}
		return r, true
	}
	key := onlyMatter(ev)
	if key == "" || m.From.IsZero() {
		return Route{}, false
	}
	r := Route{Verdict: VerdictCase, Matter: key, Proof: ProofTag}
	if role := p.staffRole(m.From); role != RoleNone {
		r.Role = role
		if m.DMARC == DMARCPass {
			r.Proof = ProofDMARC
		}
		return r, m.DMARC != DMARCFail
	}
	onFile := slices.Contains(ev.OpenCases, Number(key)) || slices.Contains(ev.ClosedCase, Number(key)) ||
		slices.Contains(ev.OpenItems, key)
	if onFile && m.DMARC != DMARCFail {
		r.Role = RoleComplainant // Receive looks up which person of the case it is
		return r, true
	}
	return Route{}, false
}

// sortNew handles a human mail that proves to belong nowhere.
func (p Procedure) sortNew(m Message, ev Evidence) Route {
	item := Route{Verdict: VerdictItem, Reason: ReasonIntake}
	named := len(ev.Tagged) > 0 || len(ev.Referenced) > 0
	switch {
	case m.From.IsZero(), named:
		item.Reason = ReasonUnproven
		if len(ev.Tagged) > 0 {
			item.Possibly = ev.Tagged[0]
		} else if key := onlyMatter(ev); strings.HasPrefix(key, "K-") {
			item.Possibly = Number(key)
		}
		return item
	case m.DMARC == DMARCFail:
		item.Reason = ReasonDisowned
		return item
	case len(ev.OpenCases) > 0:
		item.Reason = ReasonPossibly
		if len(ev.OpenCases) == 1 {
			item.Possibly = ev.OpenCases[0]
		}
		return item
	case !m.Original.IsZero() && !m.Original.Same(m.From):
		item.Reason = ReasonForwarded
		return item
	case p.staffRole(m.From) != RoleNone, m.SpamMarked:
		return item
	}
	read := p.reading(m)
	if !read.spam() && read.complaint() >= complaintScore {
		return Route{Verdict: VerdictOpen, Proof: ProofFrom, Role: RoleComplainant}
	}
	return item
}

// RoleOf is what somebody at an address is by the configuration, RoleNone for
// anybody else.
func (p Procedure) RoleOf(a Address) Role {
	if a.Same(p.Committee) {
		return RoleSecretary
	}
	return p.staffRole(a)
}

// staffRole is the role of a configured person by address, RoleNone for anybody
// else.
func (p Procedure) staffRole(a Address) Role {
	for _, s := range slices.Concat([]Staff{p.Director, p.Board, p.Chair, p.Secretary}, p.Members) {
		if s.Address.Same(a) {
			return s.Role
		}
	}
	return RoleNone
}

// oldest is the day before which what a message tells of is old.
func (p Procedure) oldest(m Message) answer.Date {
	if p.MaxAge.N <= 0 {
		return answer.Date{}
	}
	back := terms.Length{N: -p.MaxAge.N, Unit: p.MaxAge.Unit}
	return answerDate(p.Calendar.End(p.day(m.Received), back).End)
}

// input is what the recognisers look at in a message. In a first mail a quote
// belongs to the story; in a reply it is our own text, whose words of danger and
// names are not the writer's.
func (p Procedure) input(m Message) answer.Input {
	text := m.Text
	if len(m.References) > 0 {
		text = m.NewText
	}
	return answer.Input{
		Subject: m.Subject, Text: text,
		FromName: m.FromShown.Name, FromAddr: m.FromShown.Addr(), To: p.Committee.Addr(),
		Attachments: len(m.Attachments), Staff: p.staff(), Oldest: p.oldest(m),
	}
}
