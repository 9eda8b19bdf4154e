package answer

import (
	"slices"
	"strings"
)

// Class is what a complainant's answer is about (procedure section 4).
type Class string

const (
	ClassContent      Class = "TEVREDEN"        // the matter is settled for him
	ClassNotContent   Class = "NIET_TEVREDEN"   // the proposal is no solution to him
	ClassCommittee    Class = "COMMISSIE"       // he wants the committee to judge
	ClassWithdraw     Class = "INTREKKEN"       // he takes the complaint back
	ClassQuestion     Class = "VRAAG"           // he asks; carried out only when it is about the state of things
	ClassPartly       Class = "DEELS"           // one point yes, another no
	ClassNoCommittee  Class = "GEEN_COMMISSIE"  // he does not want the committee
	ClassNoWithdrawal Class = "GEEN_INTREKKING" // he holds on to the complaint
	ClassStop         Class = "STOPPEN"         // the second option of keuze-commissie: end it unsolved
	ClassReopen       Class = "HEROPENEN"       // the closing is not right
	ClassYes          Class = "JA"              // to a question that is neither proposal nor choice
	ClassNo           Class = "NEE"             // likewise
	ClassAgent        Class = "GEMACHTIGDE"     // somebody else acts, or will
	ClassMoreTime     Class = "UITSTEL"         // asks for time
	ClassCall         Class = "BELVERZOEK"      // wants to be called
	ClassContact      Class = "GEGEVENS"        // address or number changes
	ClassErase        Class = "AVG_WISSEN"      // personal data
	ClassNewComplaint Class = "NIEUWE_KLACHT"   // something else happened
	ClassHelp         Class = "HULP"            // does not understand us
	ClassUnknown      Class = "ONBEKEND"        // not understood
)

// Action is what may follow by itself.
type Action string

const (
	ActionAuto    Action = "AUTO"     // carried out
	ActionConfirm Action = "BEVESTIG" // carried out, and the mail that follows says how to undo it
	ActionPerson  Action = "MENS"     // nothing happens; the secretary reads it
)

// Verdict is what an answer was understood to be.
type Verdict struct {
	Class  Class
	Action Action
	Why    string // what decided, in Dutch, for the secretary; none of the writer's words
	// Also is something beside the answer that a person must read: a question, a
	// request to call. "" when there is nothing. What is clear is carried out all
	// the same.
	Also Class
}

// maxAnswer bounds an answer that may act, in words. Whoever writes a page has
// more to say than one option.
const maxAnswer = 130

// maxReply is what is read of an answer, in bytes: more than maxAnswer words.
const maxReply = 4 << 10

// Classify reads a complainant's plain words. question is the kind of question
// they answer, "" when none is known; then yes, no, numbers and emoji mean
// nothing. role is who writes, "klager" when empty; nobody but the complainant and
// his representative acts by plain words, and only they may make typing errors
// (trust rule 2). The one exception is the chair, who agrees to a concept.
//
// What may act, per kind of question (table of procedure section 4):
//
//	"", voorstel     TEVREDEN BEVESTIG (1, ja, 👍), NIET_TEVREDEN AUTO (2, nee, 👎),
//	                 COMMISSIE AUTO, INTREKKEN BEVESTIG, VRAAG AUTO
//	keuze-commissie  COMMISSIE AUTO (1), STOPPEN BEVESTIG (2), INTREKKEN BEVESTIG, VRAAG AUTO
//	ongedaan         HEROPENEN AUTO (1), NIET_TEVREDEN, COMMISSIE, GEEN_INTREKKING, VRAAG AUTO
//	uitstel-akkoord  JA AUTO (1), NEE AUTO (2), INTREKKEN BEVESTIG
//	hoorwens         JA AUTO (1: wil gehoord worden), NEE AUTO (2), INTREKKEN BEVESTIG
//	ander-adres      JA AUTO (1: dat was ik), NEE AUTO (2), INTREKKEN BEVESTIG
//	concept-uitspraak, role "voorzitter": JA AUTO (akkoord, and nothing beside it)
//	aanvulling, vraag, repliek and others: INTREKKEN BEVESTIG, VRAAG AUTO; any
//	                 reply counts there, whatever it says
//
// Everything else is ActionPerson, with the class that comes nearest. VRAAG AUTO is
// a question about the state of things and nothing but that; a question beside an
// answer stands in Also. It acts only on a clause of which every word is
// understood, whose mood or will is the writer's own and holds now, and on no sign
// in the whole mail that it may mean something else.
func Classify(text, question, role string) Verdict {
	tolerant := role == "" || role == "klager" || role == "gemachtigde"
	if question == conceptQuestion && role == "voorzitter" {
		own, _ := answerText(head(text, maxReply))
		v, _ := agreed(read(normal(unsigned(fold2(own)), false)).guarded())
		return v
	}
	v := classify(text, question, tolerant)
	if !tolerant && v.Action != ActionPerson {
		v.Action, v.Why = ActionPerson, "geen klager"
	}
	if v.Action != ActionPerson && toAnother(text) {
		v.Action, v.Why = ActionPerson, "aan iemand anders"
	}
	if v.Action != ActionPerson && restElsewhere(text) {
		v.Action, v.Why = ActionPerson, "de rest staat ergens anders"
	}
	return limit(v, question)
}

// limit keeps what the question does not offer from acting (table of section 4).
func limit(v Verdict, question string) Verdict {
	if v.Action == ActionPerson {
		return v
	}
	allowed := false
	switch question {
	case "", "voorstel":
		allowed = v.Class != ClassStop && v.Class != ClassReopen && v.Class != ClassNoWithdrawal && v.Class != ClassYes && v.Class != ClassNo
	case "keuze-commissie":
		allowed = v.Class == ClassCommittee || v.Class == ClassStop || v.Class == ClassWithdraw || v.Class == ClassQuestion
	case "ongedaan":
		allowed = v.Class == ClassReopen || v.Class == ClassNotContent || v.Class == ClassCommittee || v.Class == ClassNoWithdrawal || v.Class == ClassQuestion
	case "ander-adres", "uitstel-akkoord", "hoorwens":
		// How long it will take is there a question about what was just asked.
		allowed = v.Class == ClassYes || v.Class == ClassNo || v.Class == ClassWithdraw
	default:
		// aanvulling, vraag, repliek …: any reply counts there, and withdrawing is
		// possible at any time.
		allowed = v.Class == ClassWithdraw || v.Class == ClassQuestion
	}
	if !allowed {
		return Verdict{v.Class, ActionPerson, "past niet bij de vraag", v.Also}
	}
	return v
}

// conceptQuestion is the one question whose answer in words is a chair's.
const conceptQuestion = "concept-uitspraak"

func person(c Class, why string) Verdict { return Verdict{Class: c, Action: ActionPerson, Why: why} }

// reading is all that was found in one answer.
type reading struct {
	all    string
	parts  map[string]*reading // pieces of it that were read by themselves
	cs     []clause
	strong map[signal]bool // in a clause understood to the last word
	weak   map[signal]bool // in a clause with more in it
	double bool            // two negations in one clause
	at     map[signal]int  // the last clause with a strong signal
	reason map[signal]bool // stands only behind want or omdat
	judged bool            // dissatisfaction is a judgement of the proposal …
	denied bool            // … or satisfaction denied
	asks   bool
	sign   string // the first guard that went off
	// alsoGuarded tells that another one did too.
	alsoGuarded bool
}

func classify(text, question string, tolerant bool) Verdict {
	own, emoji := answerText(head(text, maxReply))
	n := plainer(normal(unsigned(fold2(unnamed(own))), tolerant))
	if strings.TrimSpace(strings.Trim(n, ".!?,;:- ")) == "" {
		return onlyEmoji(emoji, question)
	}
	r := read(n).guarded()
	if v, ok := option(head(text, maxReply), r, question, tolerant); ok {
		return v
	}
	if len(strings.Fields(n)) > maxAnswer {
		return person(r.nearest(), "lang bericht")
	}
	if v, ok := yesNo(r, question, emoji); ok && !strings.ContainsAny(own, "0123456789") {
		return v
	}
	if strings.ContainsAny(emoji, sourEmoji) && !(r.has(sigNot) && !r.has(sigContent) && strings.Trim(emoji, angryEmoji) == "") {
		r.sign = "emoji"
	}
	if stretchedWord(own) && (r.has(sigContent)) || strings.Contains(own, "...") && r.has(sigContent) || strings.Contains(own, "…") && r.has(sigContent) {
		return person(ClassNotContent, "mogelijk spot")
	}
	if r.any() && (undecided.MatchString(own) || sourFace.MatchString(own) && (r.has(sigContent) || r.has(sigDraw))) {
		r.sign = "half gezegd"
	}
	if (quotedWord.MatchString(own) || quotedLine.MatchString(own)) && r.any() {
		r.sign = "woord tussen aanhalingstekens"
	}
	if v, ok := yesNoOf(r, question); ok && (!r.has(sigDraw) || !ofComplaint.MatchString(r.all)) && v.Action != ActionPerson && !strings.ContainsAny(emoji, sourEmoji) {
		return v
	}
	if v, ok := special(r, question); ok {
		return v
	}
	v := decide(r, question)
	if v.Action != ActionPerson && (r.strong[sigContent] || r.strong[sigDraw]) && strings.ContainsAny(emoji, noEmoji) {
		return person(v.Class, "emoji spreekt tegen")
	}
	return v
}

// signedInline is a closing without a line of its own: "… in mvg jan".
var signedInline = mustBe(`[\s,.]*\b(?:mvg|m\.v\.g\.?|(?:met )?(?:vriendelijke |hartelijke |lieve )?(?:groetjes|groeten|groet)|liefs|veel liefs|gr\b\.?|hoogachtend|kind regards|regards)[\s,.]+(?:[\pL'-]+\.?[\s,]*){0,5}\.?\s*$`)

// titledName is a name with a title behind the last sentence.
var titledName = mustBe(`([.!]) (?:fam|familie|dhr|mevr|mw|mevrouw|meneer|de heer)\.? (?:van |de |der |den |el |al ){0,3}(?:[\pL-]+)? ?\.?\s*$`)

// unsigned takes it off, unless it holds a sign that matters.
func unsigned(s string) string {
	s = titledName.ReplaceAllString(s, "$1 .")
	loc := signedInline.FindStringIndex(s)
	if loc == nil {
		return s
	}
	for _, g := range guards {
		if g.re.MatchString(s[loc[0]:]) {
			return s
		}
	}
	return s[:loc[0]] + " ."
}

// quotedWord: somebody who writes "opgelost" between quotes does not mean it.
var quotedWord = mustBe(`["'\x{201c}\x{201d}\x{2018}\x{2019}](?i:opgelost|oplossing|tevreden|akkoord|excuses|intrekken|vrijwillig|geregeld|excuus|voorstel)["'\x{201c}\x{201d}\x{2018}\x{2019}]`)

// undecided leaves both open: "wel/niet", "(niet) tevreden". sourFace is a face typed
// with signs that does not smile.
var (
	undecided = mustBe(`(?i)\b(?:wel ?/ ?niet|niet ?/ ?wel|ja ?/ ?nee|nee ?/ ?ja)\b|\((?:nog )?(?:niet|wel|on)\)`)
	sourFace  = mustBe(`[:;=]['-]?[(/\\|]|;-?\)|:'\(`)
)

// quotedLine is a sentence between quotes with an answer in it: somebody else's words.
var quotedLine = mustBe(`["\x{201c}\x{201d}\x{201e}\x{ab}][^"\x{201c}\x{201d}\n]* [^"\x{201c}\x{201d}\n]*(?i:opgelost|tevreden|akkoord|afgehandeld|gesloten|intrek|ingetrokken|commissie|satisfied|agree|withdraw|solved)[^"\x{201c}\x{201d}\n]*["\x{201c}\x{201d}\x{bb}]`)

var stretchedLetters = mustBe(`(?i)a{3,}|e{3,}|o{3,}|u{3,}|i{3,}|r{3,}|h{3,}`)

func stretchedWord(s string) bool { return stretchedLetters.MatchString(s) }

// fold2 folds without joining lines: a line end ends a sentence when it was
// typed, which sentences knows.
func fold2(s string) string {
	t := newText(s)
	var parts []string
	for _, x := range t.sentences() {
		parts = append(parts, strings.Join(strings.Fields(x.low), " "))
	}
	for i, p := range parts {
		if p != "" && !strings.ContainsAny(p[len(p)-1:], ".!?") {
			parts[i] = p + " ."
		}
	}
	return strings.Join(parts, " ")
}

// answerText takes greeting, quote and signature off, and the emoji out.
func answerText(s string) (own, emoji string) {
	var kept []string
	began := false
	for _, l := range lines(s) {
		low := newText(l)
		if quoteStart.MatchString(low.low) {
			break
		}
		if !began {
			if l == "" || isGreeting(l) {
				continue
			}
			if end := greetingEnd(low.low); end > 0 && end < len(low.low) {
				l = strings.TrimLeft(low.s[low.at[end]:], " ,.!")
			}
			began = true
		} else if sentWith.MatchString(low.low) {
			break
		} else if loc := closing.FindStringIndex(low.low); loc != nil && len(l) < 60 && closingLine.MatchString(low.low) {
			break
		}
		kept = append(kept, l)
	}
	all := unfolded(kept)
	if len(all) > len(kept) {
		all = all[:signatureStart(all)]
	}
	all = withoutName(all)
	all = withoutCalled(all)
	var b, e strings.Builder
	for _, r := range strings.Join(all, "\n") {
		if isEmoji(r) {
			r = ' '
		}
		b.WriteRune(r)
	}
	for _, r := range strings.Join(kept, "") { // also those behind the name
		if isEmoji(r) && r != '\ufe0f' && r != '\u200d' && (r < 0x1f3fb || r > 0x1f3ff) {
			e.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String()), e.String()
}

// sentWith is the line a telephone adds.
var sentWith = mustBe(`^\s*(?:(?:verzonden|verstuurd|gestuurd) (?:vanaf|met|via|vanuit)|sent from|get outlook|outlook voor|mail van mijn telefoon|download )\b`)

// initialsAndName is a signature such as "P. de Vries".
var initialsAndName = mustBe(`^(?:(?:dhr|mw|mevr|mevrouw|meneer|fam)\.? )?(?:\p{Lu}\.\s?)+(?:(?:van|de|der|den|ten|ter|el|al|te|'t|von) ?){0,3}\p{Lu}[\pL-]+$`)

// withoutName takes a name off that stands alone on the last line, as people sign
// without a closing.
func withoutName(all []string) []string {
	end := len(all)
	for end > 0 && all[end-1] == "" {
		end--
	}
	if end < 2 {
		return all
	}
	last := strings.Trim(all[end-1], " .,-~")
	if n := nameAt(last, false); !initialsAndName.MatchString(last) && (n == "" || n != last) || len(strings.Fields(last)) > 5 {
		return all
	}
	if initialsAndName.MatchString(last) {
		return all[:end-1]
	}
	for w := range strings.FieldsSeq(fold(last)) {
		if filler[w] && !particles[w] || contentWords[w] || drawWords[w] || commitWords[w] || thanksOnly[w] || negator.MatchString(w) || contrast.MatchString(w) || joints[w] != "" {
			return all
		}
	}
	return all[:end-1]
}

// withoutCalled takes a first name off behind the last comma: "akkoord, Jan".
func withoutCalled(all []string) []string {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i] == "" {
			continue
		}
		m := calledLast.FindStringSubmatchIndex(all[i])
		if m == nil {
			return all
		}
		w := fold(all[i][m[2]:m[3]])
		if filler[w] || contentWords[w] || drawWords[w] || commitWords[w] || thanksOnly[w] || stopWords[w] || joints[w] != "" || negator.MatchString(w) || contrast.MatchString(w) || refusal.MatchString(w) {
			return all
		}
		for _, g := range guards {
			if g.re.MatchString(w) {
				return all
			}
		}
		all = slices.Clone(all)
		all[i] = all[i][:m[0]]
		return all
	}
	return all
}

var calledLast = mustBe(`[,!] (\p{Lu}\p{Ll}{2,12})\.?\s*$`)

// closingLine are closings that begin no sentence of an answer ("Dank u, akkoord"
// and "Groeten doen jullie niet aan" are not among them).
var closingLine = mustBe(`^\s*(?:(?:met|hele|veel|alvast bedankt en|m)?[\s.]*(?:vriendelijke|vr\.?|hartelijke|lieve|beleefde)?\s*(?:groetjes|groeten|groet|gr)\b[\s.,!]*[^.!?]{0,40}|mvg\b.*|(?:hoogachtend|met (?:de )?(?:meeste )?hoogachting)\b.*|m\.v\.g.*|kind regards.*|best regards.*|regards.*|afz\.?:? .*|(?:verzonden|verstuurd) (?:vanaf|met|via).*|outlook voor .*|get outlook.*|sent from.*)$`)

func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r == 0xfe0f || r == 0x200d || r >= 0x2b00 && r <= 0x2bff
}

func onlyEmoji(emoji, question string) Verdict {
	yes, no := strings.ContainsAny(emoji, yesEmoji), strings.ContainsAny(emoji, noEmoji)
	switch {
	case question != "voorstel" || yes == no || strings.ContainsAny(emoji, sourEmoji):
		return person(ClassUnknown, "geen woorden")
	case yes:
		return Verdict{Class: ClassContent, Action: ActionConfirm, Why: "ja op de vraag"}
	}
	return Verdict{Class: ClassNotContent, Action: ActionAuto, Why: "nee op de vraag"}
}

func (r *reading) has(s signal) bool { return r.strong[s] || r.weak[s] }

func (r *reading) any() bool { return len(r.strong)+len(r.weak) > 0 }

// nearest is the class that helps the secretary most when nothing is done.
func (r *reading) nearest() Class {
	switch {
	case r.has(sigDraw):
		return ClassWithdraw
	case r.has(sigNoDraw):
		return ClassNoWithdrawal
	case r.has(sigCommit):
		return ClassCommittee
	case r.has(sigNoCommit):
		return ClassNoCommittee
	case r.has(sigNot) && !r.has(sigContent):
		return ClassNotContent
	case r.has(sigContent) && !r.has(sigNot):
		return ClassContent
	case r.asks:
		return ClassQuestion
	}
	return ClassUnknown
}

var notAtAll = mustBe(`^(?:nee )?(?:,? ?)(?:absoluut|zeker|helemaal|echt|beslist|liever|natuurlijk|uiteraard) niet\b`)

// courtesy may stand beside a bare yes or no; whoever says more answers in words.
var courtesy = set(`graag hoor dus natuurlijk echt mevrouw meneer heer dames heren karin alstublieft goed prima oke top fijn groet groeten groetjes please mvg zo en`)

// saysSo are words around a bare yes or no: "mijn antwoord is ja", "ik zeg nee".
var saysSo = set(`sorry helaas nou joh fine good absoluut`)

// ofComplaint names the complaint, or its withdrawal.
var ofComplaint = rx(`klacht|klachten|intrek\w*|in te trekken|ingetrokken|trek|complaint|withdraw\w*`)

// wellYes agrees with nothing that was asked: "nou ja", "ja dat is zo".
var wellYes = mustBe(`\bniet (?:erg|nodig|zo)\b|\b(?:ja|nee) ,? ?(?:dag|hallo|hoi|goedemorgen|goedemiddag)\b|\bnou ja\b|\bja ,? ?dat is zo\b|\bzo is het\b`)

// toQuestion says no more than that this is the answer.
var toQuestion = mustBe(`\b(?:(?:ik|wij|we|i) (?:zeg|zeggen|say)(?: dus| gewoon)?|op (?:de|uw|je|jullie) vraag|(?:hartelijk|heel|erg|veel|vriendelijk|hartelijke|alvast|en|nogmaals|zeer) ?(?:hartelijk |erg |veel )?(?:dank|bedankt)|(?:dank|bedankt|thank|thanks)(?: u| je| jullie| you)?(?: wel| zeer| hartelijk| very much| vriendelijk)?(?: voor (?:alles|uw (?:hulp|moeite|tijd|geduld)|de (?:hulp|moeite)))?|(?:mijn|ons|het|my|the) (?:antwoord|keuze|answer) (?:is|blijft|luidt|wordt)|(?:en )?nog (?:eens|een keer)|(?:dat|het|dit|zo) is (?:het )?(?:voor mij |wat mij betreft )?(?:goed|prima|oke|fijn|in orde)|(?:helaas|sorry) niet|(?:fijne|prettige|goede) (?:dag|avond|weekend|middag)(?: nog| verder)?|tot ziens)\b`)

// isFine beside a no means that nothing is wanted.
var isFine = rx(`(?:dat|het|dit|zo) is (?:het )?(?:voor mij |wat mij betreft )?(?:goed|prima|oke|fijn|in orde)`)

// receipt are words of somebody who only tells that he had our mail.
var receipt = set(`heb hebt vraag ontvangen gelezen ontvangst begrepen duidelijk helder genoteerd gedaan orde`)

// yesNo reads an answer that is nothing but yes or no.
func yesNo(r reading, question, emoji string) (Verdict, bool) {
	if wellYes.MatchString(r.all) {
		return Verdict{}, false
	}
	if notRight.MatchString(r.all) && strings.Contains(r.all, "klopt") {
		return Verdict{}, false
	}
	yes, no, fine := false, false, isFine.MatchString(r.all)
	for w := range strings.FieldsSeq(toQuestion.ReplaceAllString(r.all, " ")) {
		switch {
		case splitter.MatchString(w):
		case w == "ja" || w == "yes" || w == "zeker" && !notAtAll.MatchString(r.all) || w == "inderdaad" || w == "klopt" || w == "absoluut" && len(r.cs) == 1 && !notAtAll.MatchString(r.all):
			yes = true
		case w == "nee" || w == "niet" && notAtAll.MatchString(r.all):
			no = true
		case (w == "absoluut" || w == "zeker" || w == "helemaal" || w == "echt" || w == "beslist" || w == "liever" || w == "natuurlijk" || w == "uiteraard") && notAtAll.MatchString(r.all):
		case w == "goed" || w == "prima" || w == "oke" || w == "top" || w == "fijn":
			fine = true
		case receipt[w]:
			return Verdict{}, false // "ja, ik heb uw brief ontvangen"
		case !courtesy[w] && !saysSo[w]:
			return Verdict{}, false
		}
	}
	switch {
	case !yes && !no, question == "" && r.any(), no && fine: // "nee hoor, het is goed zo"
		return Verdict{}, false
	case yes && no || r.asks || strings.ContainsAny(emoji, sourEmoji) || yes && strings.ContainsAny(emoji, noEmoji) || no && strings.ContainsAny(emoji, yesEmoji):
		return person(ClassUnknown, "ja en nee"), true
	}
	switch question {
	case "voorstel":
		if yes {
			return Verdict{Class: ClassContent, Action: ActionConfirm, Why: "ja op de vraag"}, true
		}
		return Verdict{Class: ClassNotContent, Action: ActionAuto, Why: "nee op de vraag"}, true
	case "ander-adres", "uitstel-akkoord", "hoorwens":
		if yes {
			return Verdict{Class: ClassYes, Action: ActionAuto, Why: "ja op de vraag"}, true
		}
		return Verdict{Class: ClassNo, Action: ActionAuto, Why: "nee op de vraag"}, true
	case "":
		if yes {
			return person(ClassContent, "ja zonder bekende vraag"), true
		}
		return person(ClassNotContent, "nee zonder bekende vraag"), true
	}
	return person(ClassUnknown, "geen ja-nee-vraag"), true
}
