package templates

import (
	"fmt"
	"html"
	"reflect"
	"strconv"
	"strings"

	"klachtenpost/workflow"
)

// answerWords are what somebody outside can answer, as that person would say it.
// One act is other words after another question.
var answerWords = map[string]map[workflow.QuestionKind]map[workflow.Act]string{
	"nl": {
		workflow.QuestionProposal: {
			workflow.ActContent:    "ja, ik ben tevreden",
			workflow.ActNotContent: "nee, ik ben niet tevreden",
			workflow.ActCommittee:  "ik wil naar de klachtencommissie",
			workflow.ActWithdraw:   "ik trek mijn klacht in",
		},
		workflow.QuestionChoice: {
			workflow.ActCommittee: "ik wil naar de klachtencommissie",
			workflow.ActStop:      "ik wil stoppen",
			workflow.ActContent:   "ik ben toch tevreden",
			workflow.ActWithdraw:  "ik trek mijn klacht in",
		},
		workflow.QuestionUndo:  {workflow.ActReopen: "dit klopt niet, ik wil verder", workflow.ActRestoreItem: "dit klopt niet, dit hoort er nog bij"},
		workflow.QuestionDelay: {workflow.ActYes: "ja, dat is goed", workflow.ActNo: "nee, dat wil ik niet"},
		workflow.QuestionAddress: {
			workflow.ActYes: "ja, dat was ik",
			workflow.ActNo:  "nee, dat was ik niet",
		},
		workflow.QuestionHearingWish: {
			workflow.ActHear:      "ja, ik wil mijn verhaal vertellen",
			workflow.ActNoHearing: "nee, een gesprek is niet nodig",
		},
		workflow.QuestionHearingDates: {workflow.ActCan: "kan", workflow.ActCannot: "kan niet"},
	},
	"en": {
		workflow.QuestionProposal: {
			workflow.ActContent:    "yes, I am satisfied",
			workflow.ActNotContent: "no, I am not satisfied",
			workflow.ActCommittee:  "I want to go to the complaints committee",
			workflow.ActWithdraw:   "I withdraw my complaint",
		},
		workflow.QuestionChoice: {
			workflow.ActCommittee: "I want to go to the complaints committee",
			workflow.ActStop:      "I want to stop",
			workflow.ActContent:   "I am satisfied after all",
			workflow.ActWithdraw:  "I withdraw my complaint",
		},
		workflow.QuestionUndo:  {workflow.ActReopen: "this is not right, I want to go on", workflow.ActRestoreItem: "this is not right, it is still part of it"},
		workflow.QuestionDelay: {workflow.ActYes: "yes, that is fine", workflow.ActNo: "no, I do not want that"},
		workflow.QuestionAddress: {
			workflow.ActYes: "yes, that was me",
			workflow.ActNo:  "no, that was not me",
		},
		workflow.QuestionHearingWish: {
			workflow.ActHear:      "yes, I want to tell my story",
			workflow.ActNoHearing: "no, a meeting is not needed",
		},
		workflow.QuestionHearingDates: {workflow.ActCan: "suits me", workflow.ActCannot: "does not suit me"},
	},
}

// outcomeWordsEN say to a complainant how the complaint ended.
var outcomeWordsEN = map[workflow.Outcome]string{
	workflow.OutcomeSettled:       "resolved",
	workflow.OutcomeUnfounded:     "unfounded",
	workflow.OutcomeInadmissible:  "inadmissible",
	workflow.OutcomeFounded:       "founded",
	workflow.OutcomePartlyFounded: "partly founded",
	workflow.OutcomeNoOpinion:     "no opinion",
	workflow.OutcomeWithdrawn:     "withdrawn",
	workflow.OutcomeNotTakenUp:    "not taken up",
	workflow.OutcomeNoComplaint:   "not a complaint",
	workflow.OutcomeReferred:      "referred elsewhere",
	workflow.OutcomeNoReaction:    "no answer from you",
	workflow.OutcomeNotSettled:    "not resolved, not to the committee",
	workflow.OutcomeAnonymous:     "registered without a name",
	workflow.OutcomeJoined:        "joined with another case",
	workflow.OutcomeNone:          "not known yet",
}

// newsCodes and closedByCodes are worded in tussenbericht and afsluiting
// themselves: what follows from each differs too much for a table.
var (
	newsCodes = []string{
		string(workflow.NewsProgress), string(workflow.NewsAsked), string(workflow.NewsSuspended), string(workflow.NewsResumed),
		string(workflow.NewsJoined), string(workflow.NewsWithdrawn), string(workflow.NewsClosed), string(workflow.NewsReopened), string(workflow.NewsSettled),
		string(workflow.NewsRefused), string(workflow.NewsAgreed),
		string(workflow.NewsItemWithdrawn), string(workflow.NewsItemRestored),
		string(workflow.NewsAdmissible), string(workflow.NewsDeliberation),
		string(workflow.NewsInvited), string(workflow.NewsMoved), string(workflow.NewsCancelled), string(workflow.NewsUninvited),
	}
	closedByCodes = []string{
		string(workflow.ClosedByComplainant), string(workflow.ClosedByNote), string(workflow.ClosedByWish), string(workflow.ClosedByOneOf), string(workflow.ClosedBySecretary), string(workflow.ClosedByLetter),
	}
)

// AnswerText words an answer that a question offers, in Dutch when the language
// has no words for it. What is no answer to it is "".
func (s *Set) AnswerText(lang string, q workflow.QuestionKind, act workflow.Act) string {
	return answerText(lang, q, act)
}

func answerText(lang string, q workflow.QuestionKind, act workflow.Act) string {
	if w := answerWords[lang][q][act]; w != "" {
		return w
	}
	return answerWords["nl"][q][act]
}

// outcome words how a case ended, in the language of the mail.
func (vs *values) outcome(code any) (string, error) {
	if vs.lang == "en" {
		return word(outcomeWordsEN)(code)
	}
	return word(outcomeWords)(code)
}

// answers shows what can be answered to a question: in the text part each as
// "Antwoord met 1: ja, ik ben tevreden", in the page with its link. The text part
// leaves the link out: it is a line of codes, and a reply does the same.
func (vs *values) answers(list any, question any) (any, error) {
	v := reflect.ValueOf(list)
	if length(list) == 0 {
		return "", nil
	}
	q := workflow.QuestionKind(fmt.Sprint(question))
	var lines, items []string
	for i := range v.Len() {
		o, ok := v.Index(i).Interface().(map[string]any)
		if !ok {
			return nil, fmt.Errorf("antwoorden wants options, got %v", v.Index(i))
		}
		digit, _ := o["Digit"].(int)
		act, _ := o["Act"].(workflow.Act)
		words := answerText(vs.lang, q, act)
		if words == "" {
			return nil, fmt.Errorf("no words for the answer %q to the question %q", act, q)
		}
		shown := html.EscapeString(words)
		if target := raw(o["Mailto"]); target != "" && !vs.paper {
			if err := allowedTarget(target); err != nil {
				return nil, err
			}
			shown = vs.link(target, words, "a")
		}
		lines = append(lines, vs.answerWith()+" "+strconv.Itoa(digit)+": "+words)
		if vs.letter {
			// A list with boxes falls apart when a letter is edited; emphasis comes
			// back as stars in the text part that her mail program makes.
			items = append(items, fmt.Sprintf("<p%s>%s %d: %s</p>\n", vs.style.attr("p"), vs.answerWith(), digit, shown))
			continue
		}
		items = append(items, fmt.Sprintf("<li%s>%s <strong class=\"cijfer\"%s>%d</strong>: %s</li>\n",
			vs.style.attr(".keuzes li"), vs.answerWith(), vs.style.attr(".cijfer"), digit, shown))
	}
	page := strings.Join(items, "")
	if !vs.letter {
		page = "<ul class=\"keuzes\"" + vs.style.attr(".keuzes") + ">\n" + page + "</ul>\n"
	}
	return vs.put(&value{piece: &piece{html: page, plain: strings.Join(lines, "\n"), block: true}}), nil
}
