package engine

// Vignette is a person to cast: a portrait, and the traits that it stands for.
// The people are invented, and are more than their traits; a trait that is not
// named is typical.
type Vignette struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Portrait string `json:"portrait"`
	Traits   Values `json:"traits"`
}

// patients to choose from.
var patients = []Vignette{
	{"typical", "Alex", "Nothing stands out",
		"Alex is 38, works in logistics and has slept badly since spring. Curious about therapy, a little unsure of it: much like most people who come.",
		Values{}},
	{"trusting", "Maren", "Trusting and agreeable",
		"Maren is 34 and teaches at a primary school. She meets people with trust, says what moves her, and takes what is offered in good faith. She would like to feel like herself again.",
		Values{"agreeableness": 1.3, "attachment_avoidance": -0.8, "disclosure": 0.8, "expectations": 0.5, "severity": 14.5}},
	{"guarded", "Tobias", "Guarded",
		"Tobias is 45 and repairs church organs. He has learned to manage alone, and it has served him. Letting somebody close takes him time; once he does, it counts.",
		Values{"attachment_avoidance": 1.7, "disclosure": -1.3, "extraversion": -0.8, "expectations": -0.3, "severity": 16}},
	{"sceptical", "Viktor", "Sceptical, says so",
		"Viktor is 52, an engineer, and was sent by his doctor. He tests what he is told and speaks up when it does not convince him. He wants to be taken seriously, and to take nothing on faith.",
		Values{"agreeableness": -1.7, "expectations": -1, "attachment_anxiety": 0.6, "preferred_directiveness": -0.6, "severity": 15.5}},
	{"severe", "Elena", "Severely depressed",
		"Elena is 29 and has been off work for three months. Getting up is hard, and so is believing that anything will change. She comes all the same, each time.",
		Values{"severity": 22, "neuroticism": 1.2, "expectations": -0.5, "natural_course": -0.5}},
	{"hopeful", "Amina", "High expectations",
		"Amina is 41 and runs a small business. She has read a good deal and is sure that therapy will help. She wants a plan, and progress that she can see.",
		Values{"expectations": 1.8, "preferred_directiveness": 1, "conscientiousness": 0.6, "severity": 16}},
	{"anxious", "Leila", "Afraid of being left",
		"Leila is 26 and in training as a nurse. Closeness matters much to her, and she notices every change of tone. A forgotten word can weigh on her all week.",
		Values{"attachment_anxiety": 1.8, "neuroticism": 1, "disclosure": 0.4, "severity": 17}},
	{"obliging", "Jonas", "Obliging, keeps doubts to himself",
		"Jonas is 31 and everybody's favourite colleague. He says yes, and means to. When something bothers him he smiles, and goes a little quieter.",
		Values{"agreeableness": 1.6, "disclosure": -1.1, "attachment_anxiety": 0.6, "severity": 15}},
	{"independent", "Ruth", "Goes her own way",
		"Ruth is 63, a retired judge, widowed last year. She thinks for herself and wants room to do so. Advice that she has not asked for, she sends back.",
		Values{"preferred_directiveness": -1.8, "conscientiousness": 1, "openness": 0.6, "agreeableness": -0.3, "severity": 14}},
	{"structured", "Kenji", "Wants clear guidance",
		"Kenji is 36 and an accountant. He would like to know what to do until next week, and does it. Talk about feelings seems to him to lead away from the matter.",
		Values{"preferred_directiveness": 1.8, "conscientiousness": 1.2, "openness": -0.8, "disclosure": -0.5, "severity": 15.5}},
	{"lasting", "Sam", "Unwell for many years",
		"Sam is 48 and has been through four treatments. Each helped for a while. Sam knows the words, knows the exercises, and wonders whether this one will last.",
		Values{"natural_course": -1.8, "expectations": -1.2, "severity": 18.5}},
	{"seeking", "Ines", "Curious about herself",
		"Ines is 23 and studies music. She keeps a diary of her dreams and wants to understand where the heaviness comes from. She likes to think aloud with somebody.",
		Values{"openness": 1.5, "disclosure": 1.2, "extraversion": 0.5, "preferred_directiveness": -0.5, "severity": 13}},
}

// therapists to choose from.
var therapists = []Vignette{
	{"typical", "Robin", "Nothing stands out",
		"Ten years in practice, liked by colleagues, good at most of it.", Values{}},
	{"warm-novice", "Hannah", "Warm novice",
		"In the first year of training. Patients feel welcome at once. The method still needs thought, and ruptures are easily overlooked.",
		Values{"warmth": 1.4, "empathy": 0.8, "genuineness": 1, "repair_skill": -1.3, "competence": -1.3}},
	{"skilled-stiff", "Magnus", "Skilled but stiff",
		"Masters the method and keeps to it, whoever sits opposite. Well prepared, always; surprised rarely.",
		Values{"competence": 1.7, "flexibility": -1.7, "directiveness": 1.2, "warmth": -0.4, "repair_skill": -0.3}},
	{"flexible-expert", "Noor", "Flexible expert",
		"Thirty years of practice, and still curious. Changes course when the person needs it, and is not afraid of a difficult moment.",
		Values{"flexibility": 1.5, "repair_skill": 1.5, "empathy": 1, "competence": 1, "warmth": 0.6}},
	{"quiet-listener", "Paul", "Quiet listener",
		"Follows rather than leads. Patients who want room find it here; those who want a plan may miss one.",
		Values{"directiveness": -1.7, "empathy": 1.3, "warmth": 0.6}},
	{"clear-guide", "Clara", "Clear guide",
		"Sets an agenda, explains each step, gives homework. Cordial and brisk.",
		Values{"directiveness": 1.7, "competence": 0.7, "warmth": 0.4, "flexibility": -0.5}},
	{"rupture-trained", "Idris", "Trained in repair",
		"Has learned to notice when something goes wrong between two people, and to speak about it first.",
		Values{"repair_skill": 1.9, "genuineness": 0.8}},
	{"worn-out", "Birgit", "Experienced, worn out",
		"Knows the work inside out. Too many patients, too few pauses: the warmth has become thin.",
		Values{"competence": 1.1, "warmth": -1.2, "empathy": -0.9, "repair_skill": 0.3}},
}

// find looks a vignette up.
func find(all []Vignette, key, who string) (*Vignette, error) {
	for i := range all {
		if all[i].Key == key {
			return &all[i], nil
		}
	}
	return nil, refuse("vignette."+who, "name", short(key))
}
