package answer

import (
	"strings"
)

// options are what the numbers of a question stand for (procedure section 4). A
// question without options has no numbers.
var options = map[string][]Verdict{
	"voorstel":        {{Class: ClassContent, Action: ActionConfirm}, {Class: ClassNotContent, Action: ActionAuto}},
	"keuze-commissie": {{Class: ClassCommittee, Action: ActionAuto}, {Class: ClassStop, Action: ActionConfirm}},
	"ongedaan":        {{Class: ClassReopen, Action: ActionAuto}},
	"ander-adres":     {{Class: ClassYes, Action: ActionAuto}, {Class: ClassNo, Action: ActionAuto}},
	"uitstel-akkoord": {{Class: ClassYes, Action: ActionAuto}, {Class: ClassNo, Action: ActionAuto}},
	"hoorwens":        {{Class: ClassYes, Action: ActionAuto}, {Class: ClassNo, Action: ActionAuto}},
}

// besideOption are the signals that may stand behind the number of an option.
var besideOption = map[Class]map[signal]bool{
	ClassContent:    {sigContent: true, sigNoCommit: true, sigNoDraw: true},
	ClassNotContent: {sigNot: true, sigNoDraw: true},
	ClassCommittee:  {sigCommit: true, sigNot: true, sigNoDraw: true},
	ClassStop:       {sigStop: true, sigNoCommit: true},
	ClassReopen:     {sigReopen: true, sigNot: true, sigNoDraw: true},
}

// answerWords are the words of all answers together.
var answerWords = union(commitWords, contentWords, stopWords)

var (
	// ordinals are options named in words: "de tweede optie", "optie een".
	ordinals = mustBe(`^(?:(?:ik|wij|we|kies|kiezen|doe|graag|dan|maar|wil|voor|de|het|mijn|keuze|antwoord|is|wordt|i|choose|the|my|choice|answer) )*(?:(?:optie|nummer|keuze|mogelijkheid|option|number) (een|twee|one|two)|(twee|two)|(eerste|tweede|first|second)(?: (?:optie|keuze|mogelijkheid|antwoord|option|one))?)(?: (?:graag|alstublieft|dank|bedankt|please|thanks))* \.$`)
	second   = mustBe(`^(?:twee|two|tweede|second)$`)
)

// option reads the number of an option, with whatever was written behind it.
func option(text string, r reading, question string, tolerant bool) (Verdict, bool) {
	list := options[question]
	if list == nil {
		return Verdict{}, false
	}
	if m := ordinals.FindStringSubmatch(r.all); m != nil {
		n := 0
		if second.MatchString(m[1] + m[2] + m[3]) {
			n = 1
		}
		if n < len(list) {
			return list[n].because("keuze uit de mail"), true
		}
	}
	d, below, ok := Digit(text)
	if !ok {
		return Verdict{}, false
	}
	if d > len(list) {
		return person(ClassUnknown, "dit nummer is geen keuze"), true
	}
	v := list[d-1].because("nummer van de keuze")
	own, emoji := answerText("- \n" + below)
	n := normal(unsigned(fold2(strings.TrimPrefix(own, "-"))), tolerant)
	if strings.Trim(n, ".!?,;:- ") == "" && !strings.ContainsAny(emoji, sourEmoji) {
		return v, true
	}
	rest := read(n).guarded()
	if len(strings.Fields(n)) > maxAnswer {
		return person(v.Class, "lang bericht"), true
	}
	if w, ok := yesNoOf(rest, question); ok && w.Action != ActionPerson {
		if w.Class == v.Class {
			return v, true
		}
		return person(ClassUnknown, "nummer en woorden verschillen"), true
	}
	return beside(v, rest, emoji), true
}

// beside lets the number of an option stand when nothing behind it says
// otherwise.
func beside(v Verdict, rest reading, emoji string) Verdict {
	allowed := besideOption[v.Class]
	for _, signals := range []map[signal]bool{rest.strong, rest.weak} {
		for s := range signals {
			if !allowed[s] {
				return person(v.Class, "nummer en woorden verschillen")
			}
		}
	}
	if rest.sign != "" || rest.double || strings.ContainsAny(emoji, sourEmoji) {
		return person(v.Class, "nummer met een voorbehoud")
	}
	negative := v.Class == ClassNotContent || v.Class == ClassNo || v.Class == ClassReopen
	for _, c := range rest.cs {
		switch {
		case c.question || onlyThanks(c.text) || c.joint == "want" && negative:
		case c.joint == "maar" || contrast.MatchString(c.text):
			return person(v.Class, "nummer met een voorbehoud")
		case !negative && (negator.MatchString(c.text) && !covers(negator.ReplaceAllString(c.text, "ik"), answerWords) || demand.MatchString(c.text) && !rest.strong[sigCommit] && !rest.strong[sigStop] || sour.MatchString(c.text)):
			return person(v.Class, "nummer met een voorbehoud")
		}
	}
	if rest.asks {
		v.Also = ClassQuestion
	}
	return v
}

func (v Verdict) because(why string) Verdict {
	v.Why = why
	return v
}
