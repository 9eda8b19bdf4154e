package templates

import (
	"fmt"
	"slices"

	"klachtenpost/workflow"
)

// House are the fields every text may use: who we are, from the configuration.
var house = []string{
	"Organisation", "Committee", "PostalAddress", "Phone", "Hours", "NextStep",
	"Secretary", "Mailbox", "Director", "Board", "To", "Today", "Paper",
}

// may says what each mail may show of a case (procedure section 8). A template
// that names another field does not load, and is not given it either: what is
// not in its row cannot leak through a slip in a text.
var may = map[workflow.Template][]string{
	// To the complainant: number, dates, phase and roles. Nothing anybody wrote,
	// so no name either, for a name comes from a mail.
	workflow.TemplateAcknowledgement: {
		"Tag", "Status", "Handler", "Received", "Missing", "Asks", "Due", "ReadBy", "Reader", "GoesOn", "TargetBy", "AnswerBy"},
	workflow.TemplateMessageReceived: {"Tag", "MessageDate", "ReadBy", "Reader", "Asks"},
	workflow.TemplateSupplement:      {"Tag", "Received", "Missing", "Due"},
	workflow.TemplateReminder:        {"Tag", "Handler", "Received", "Missing", "Due", "Question", "Options", "Stage"},
	workflow.TemplateTakenUp:         {"Tag", "Handler", "Received", "TargetBy", "AnswerBy"},

	workflow.TemplateChoice:       {"Tag", "Due", "Options"},
	workflow.TemplateToCommittee:  {"Tag", "Received", "AnswerBy", "DecideBy", "Due", "WishBy", "Options", "Chair", "Members"},
	workflow.TemplateInterim:      {"Tag", "Status", "Handler", "News", "AnswerBy", "DecideBy", "DefenceBy", "NewDate", "NewTag", "UndoBy", "Due", "Options", "Reader", "Code"},
	workflow.TemplateExtension:    {"Tag", "Status", "Handler", "NewDate", "OldDate"},
	workflow.TemplateDelay:        {"Tag", "Status", "Handler", "NewDate", "OldDate", "Due", "Options"},
	workflow.TemplateOtherAddress: {"Tag", "MessageDate", "Due", "Options"},
	workflow.TemplateClosing:      {"Tag", "Received", "Outcome", "ClosedBy", "UndoBy", "Options", "NewTag", "Reader"},
	workflow.TemplateReopened:     {"Tag", "Status", "Handler", "Received", "AnswerBy", "Due", "Question", "Options", "Reader"},
	workflow.TemplateLate:         {"Tag", "Status", "Handler", "Missed", "NewDate", "Hearing", "Code"},

	// To the employee: that it takes longer.
	workflow.TemplateEmployeeExtension: {"Tag", "Status", "NewDate", "OldDate", "Code"},

	// Letters: the words of the one act they come from. She reads and sends them.
	workflow.TemplateProposal:     {"Name", "Tag", "Handler", "Received", "Words", "Options", "Due", "Reference"},
	workflow.TemplateAsk:          {"Name", "Tag", "Status", "Handler", "Received", "Words", "Due", "Reference"},
	workflow.TemplateNotTakenUp:   {"Name", "Tag", "Received", "Ground", "Words", "Reference"},
	workflow.TemplateReferred:     {"Name", "Tag", "Received", "Body", "Words", "Reference"},
	workflow.TemplateNoComplaint:  {"Name", "Tag", "Received", "MessageDate", "Words", "Reference"},
	workflow.TemplateForward:      {"Name", "Tag", "Status", "AnswerBy", "BesluitBy", "Words", "Reference"},
	workflow.TemplateEmployeeCopy: {"Name", "Tag", "Handler", "Received", "AnswerBy", "Complaint", "Additions", "Omitted", "Reference"},
	workflow.TemplateCorrection:   {"Name", "Tag", "MessageDate", "Words", "Reference"},
	workflow.TemplateLetter:       {"Name", "Tag", "Words", "Reference"},
	workflow.TemplateChange:       {"Tag", "Party", "Words", "Reference"},

	// To the handler: the complaint, once.
	workflow.TemplateToHandler: {
		"Name", "Tag", "Handler", "Received", "AnswerBy", "Complainant", "Complaint", "Additions", "Code"},
	workflow.TemplateHandlerReminder: {"Name", "Tag", "Status", "Handler", "Received", "AnswerBy", "BesluitBy", "Stage", "Code"},

	// The committee: fixed texts. Nothing that anybody wrote but the place of the
	// hearing, which the secretary types; the committee's own words only inside it.
	workflow.TemplateAdmissibility:     {"Name", "Tag", "Received", "Due", "DecideBy", "Code"},
	workflow.TemplateCommitteeReminder: {"Name", "Tag", "Status", "Due", "DecideBy", "Stage", "Code"},
	workflow.TemplateDefenceAsked:      {"Name", "Tag", "Handler", "Received", "Due", "DefenceBy", "Code"},
	workflow.TemplateHearingDates:      {"Tag", "Handler", "Due", "Hearing", "Code"},
	workflow.TemplateHearing: {
		"Tag", "Status", "Handler", "News", "Hearing", "OldDate", "DecideBy", "Chair", "Members", "Code"},
	workflow.TemplateDeliberation:  {"Name", "Tag", "Words", "Code"},
	workflow.TemplateDraftDecision: {"Name", "Tag", "Words", "Due", "DecideBy", "Code"},
	workflow.TemplateBesluitAsked:  {"Name", "Tag", "Handler", "Received", "Outcome", "Items", "Recommended", "Due", "BesluitBy", "Code"},

	// The committee: letters.
	workflow.TemplateCaseFile: {"Name", "Tag", "Status", "Received", "Documents", "Reference"},
	workflow.TemplateDefence:  {"Name", "Tag", "Received", "Words", "ReplyBy", "Reference"},
	workflow.TemplateDecision: {
		"Name", "Tag", "Handler", "Received", "Outcome", "Items", "Recommended", "BesluitBy", "Reference"},
	workflow.TemplateBesluit: {
		"Name", "Tag", "Handler", "Received", "Outcome", "Items", "Recommended", "Followed", "Measures", "Words", "Reference"},
	workflow.TemplateBesluitCommittee: {
		"Name", "Tag", "Handler", "Outcome", "Recommended", "Followed", "Measures", "Words", "Reference"},
	workflow.TemplateEmployeeOutcome: {"Name", "Tag", "Handler", "Outcome", "Items", "Reference"},
	workflow.TemplateErasure:         {"Tag", "Number", "Reference"},

	// To the secretary and who steps in for her: what to decide, never the words
	// it is about.
	workflow.TemplateActie: {
		"Name", "Tag", "Status", "Handler", "Received", "Missing", "Due", "ReadBy", "AnswerBy", "Dates",
		"MessageDate", "MessageTime", "MessageFolder", "Sender",
		"Reason", "Doubts", "Unseen", "Apart", "Options", "Code", "Stage", "Asked", "Failed", "Likely",
		"Question", "Letter", "Party", "Void", "CallAt", "Omitted", "NewDate", "OldDate", "AlsoOpen",
		"Hearing", "Items", "Measures", "PostTo", "DecideBy", "BesluitBy"},
	workflow.TemplateUrgent: {
		"Tag", "MessageDate", "MessageTime", "MessageFolder", "Sender",
		"Reason", "Letter", "Party", "Void", "Options", "Code", "Likely"},
	workflow.TemplateOverview: {"Overview"},
	workflow.TemplateHelp: {
		"Tag", "Status", "Reason", "Question", "MessageDate", "MessageTime", "Letter", "Party",
		"Options", "Forms", "Items", "Drawn", "Code", "Likely"},
	workflow.TemplateTrialLetter: {"Reference"},
}

// toComplainant are the mails that go to a complainant: their subjects are
// neutral, and each exists in English too.
var toComplainant = []workflow.Template{
	workflow.TemplateAcknowledgement, workflow.TemplateMessageReceived, workflow.TemplateSupplement,
	workflow.TemplateReminder, workflow.TemplateTakenUp,
	workflow.TemplateChoice, workflow.TemplateToCommittee, workflow.TemplateInterim, workflow.TemplateExtension,
	workflow.TemplateDelay, workflow.TemplateOtherAddress, workflow.TemplateClosing, workflow.TemplateReopened,
	workflow.TemplateLate,
	workflow.TemplateProposal, workflow.TemplateAsk, workflow.TemplateNotTakenUp, workflow.TemplateReferred,
	workflow.TemplateNoComplaint, workflow.TemplateCorrection,
	workflow.TemplateHearingDates, workflow.TemplateHearing,
	workflow.TemplateDefence, workflow.TemplateDecision, workflow.TemplateBesluit,
}

// outward reports whether a mail goes to a complainant: some texts go to staff
// as well.
func outward(name workflow.Template, to workflow.Role) bool {
	return slices.Contains(toComplainant, name) && !slices.Contains(staff, to)
}

// staff are the people of the procedure itself.
var staff = []workflow.Role{
	workflow.RoleSecretary, workflow.RoleDirector, workflow.RoleBoard, workflow.RoleChair, workflow.RoleMember,
	workflow.RoleEmployee, workflow.RoleStandIn, workflow.RoleUrgent,
}

// fieldsOf gives all fields that a text may use.
func fieldsOf(name workflow.Template) ([]string, error) {
	own, ok := may[name]
	if !ok {
		return nil, fmt.Errorf("no row in the table of what %s may show", name)
	}
	return slices.Concat(house, own), nil
}
