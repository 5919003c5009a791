package record

// Items holds the single answers of the patient's instruments in one session,
// where the study records them. They sum to the scores of the [Session] row.
// Items are grouped by scale: WAI-SR 1-4 goals, 5-8 tasks, 9-12 bond; CALPAS-P
// in sixes: patient commitment, patient working capacity, therapist
// understanding and involvement, working strategy consensus.
type Items struct {
	Replication int32 `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient     int64 `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient"`
	Session     int32 `parquet:"session,delta" unit:"count" range:"1 or more" desc:"number of the session, 1 = first"`

	PHQ1     *int32 `parquet:"phq9_1,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 1; null if the PHQ-9 was not answered"`
	PHQ2     *int32 `parquet:"phq9_2,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 2; null if the PHQ-9 was not answered"`
	PHQ3     *int32 `parquet:"phq9_3,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 3; null if the PHQ-9 was not answered"`
	PHQ4     *int32 `parquet:"phq9_4,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 4; null if the PHQ-9 was not answered"`
	PHQ5     *int32 `parquet:"phq9_5,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 5; null if the PHQ-9 was not answered"`
	PHQ6     *int32 `parquet:"phq9_6,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 6; null if the PHQ-9 was not answered"`
	PHQ7     *int32 `parquet:"phq9_7,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 7; null if the PHQ-9 was not answered"`
	PHQ8     *int32 `parquet:"phq9_8,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 8; null if the PHQ-9 was not answered"`
	PHQ9     *int32 `parquet:"phq9_9,optional,dict" unit:"points" range:"0 to 3" desc:"PHQ-9 item 9; null if the PHQ-9 was not answered"`
	WAI1     int32  `parquet:"wai_1,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 1 (goals) rated by the patient"`
	WAI2     int32  `parquet:"wai_2,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 2 (goals) rated by the patient"`
	WAI3     int32  `parquet:"wai_3,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 3 (goals) rated by the patient"`
	WAI4     int32  `parquet:"wai_4,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 4 (goals) rated by the patient"`
	WAI5     int32  `parquet:"wai_5,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 5 (tasks) rated by the patient"`
	WAI6     int32  `parquet:"wai_6,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 6 (tasks) rated by the patient"`
	WAI7     int32  `parquet:"wai_7,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 7 (tasks) rated by the patient"`
	WAI8     int32  `parquet:"wai_8,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 8 (tasks) rated by the patient"`
	WAI9     int32  `parquet:"wai_9,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 9 (bond) rated by the patient"`
	WAI10    int32  `parquet:"wai_10,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 10 (bond) rated by the patient"`
	WAI11    int32  `parquet:"wai_11,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 11 (bond) rated by the patient"`
	WAI12    int32  `parquet:"wai_12,optional,dict" unit:"points" range:"1 to 5" desc:"WAI-SR item 12 (bond) rated by the patient"`
	CALPAS1  int32  `parquet:"calpas_1,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 1 (patient commitment)"`
	CALPAS2  int32  `parquet:"calpas_2,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 2 (patient commitment)"`
	CALPAS3  int32  `parquet:"calpas_3,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 3 (patient commitment)"`
	CALPAS4  int32  `parquet:"calpas_4,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 4 (patient commitment)"`
	CALPAS5  int32  `parquet:"calpas_5,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 5 (patient commitment)"`
	CALPAS6  int32  `parquet:"calpas_6,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 6 (patient commitment)"`
	CALPAS7  int32  `parquet:"calpas_7,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 7 (patient working capacity)"`
	CALPAS8  int32  `parquet:"calpas_8,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 8 (patient working capacity)"`
	CALPAS9  int32  `parquet:"calpas_9,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 9 (patient working capacity)"`
	CALPAS10 int32  `parquet:"calpas_10,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 10 (patient working capacity)"`
	CALPAS11 int32  `parquet:"calpas_11,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 11 (patient working capacity)"`
	CALPAS12 int32  `parquet:"calpas_12,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 12 (patient working capacity)"`
	CALPAS13 int32  `parquet:"calpas_13,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 13 (therapist understanding and involvement)"`
	CALPAS14 int32  `parquet:"calpas_14,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 14 (therapist understanding and involvement)"`
	CALPAS15 int32  `parquet:"calpas_15,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 15 (therapist understanding and involvement)"`
	CALPAS16 int32  `parquet:"calpas_16,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 16 (therapist understanding and involvement)"`
	CALPAS17 int32  `parquet:"calpas_17,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 17 (therapist understanding and involvement)"`
	CALPAS18 int32  `parquet:"calpas_18,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 18 (therapist understanding and involvement)"`
	CALPAS19 int32  `parquet:"calpas_19,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 19 (working strategy consensus)"`
	CALPAS20 int32  `parquet:"calpas_20,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 20 (working strategy consensus)"`
	CALPAS21 int32  `parquet:"calpas_21,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 21 (working strategy consensus)"`
	CALPAS22 int32  `parquet:"calpas_22,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 22 (working strategy consensus)"`
	CALPAS23 int32  `parquet:"calpas_23,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 23 (working strategy consensus)"`
	CALPAS24 int32  `parquet:"calpas_24,optional,dict" unit:"points" range:"1 to 7" desc:"CALPAS-P item 24 (working strategy consensus)"`
}
