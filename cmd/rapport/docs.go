package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"rapport/analysis"
	"rapport/analysis/explore"
	"rapport/analysis/explore/claims"
	"rapport/scenarios/run"
)

//go:generate go run . docs ../../sim/ODD.md
//go:generate go run . docs --patterns ../../analysis/plots/pictures
//go:generate go run . docs --dictionary ../../sim/record/DICTIONARY.md

// docSeeds are the seeds of the scorecard in the documents.
var docSeeds = []uint64{1, 2, 3}

// newDocs writes what documents show of the model's behaviour: the scorecard of
// three seeds, the claims of the theory and what each mechanism does; or the data dictionary as a page. It
// is for those who change the model or the rows of a run.
func newDocs() *cobra.Command {
	var dictionary, patterns, man, commands bool
	c := &cobra.Command{
		Use:    "docs FILE",
		Short:  "write the scorecard, the claims and the effects of the mechanisms into a document",
		Hidden: true,
		Args:   exactly(1, "the document"),
		RunE: func(c *cobra.Command, args []string) error {
			switch to := args[0]; {
			case dictionary:
				return os.WriteFile(to, []byte(dictionaryPage()), 0o644)
			case patterns:
				return drawPatterns(c.Context(), to)
			case man:
				c.Root().DisableAutoGenTag = true
				return doc.GenManTree(c.Root(), &doc.GenManHeader{Title: "RAPPORT", Section: "1", Source: "rapport " + run.EngineVersion}, to)
			case commands:
				c.Root().DisableAutoGenTag = true
				return doc.GenMarkdownTree(c.Root(), to)
			default:
				return putBlocks(c.Context(), to)
			}
		},
	}
	c.Flags().BoolVar(&dictionary, "dictionary", false, "write the data dictionary instead, as the whole document")
	c.Flags().BoolVar(&patterns, "patterns", false, "write the pictures of the patterns instead, into this folder")
	c.Flags().BoolVar(&man, "man", false, "write the manual pages instead, into this folder")
	c.Flags().BoolVar(&commands, "commands", false, "write a page of Markdown for each command instead, into this folder")
	return c
}

// putBlocks writes what the program generates into a document.
func putBlocks(ctx context.Context, file string) error {
	page, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	cards, err := docCards(ctx)
	if err != nil {
		return err
	}
	listed := len(analysis.Findings())
	for name, make := range map[string]func(context.Context) (string, error){
		"scorecard": func(context.Context) (string, error) { return scoresTable(cards, 0, listed), nil },
		"held-out":  func(context.Context) (string, error) { return scoresTable(cards, listed, len(cards[0].Rows)), nil },
		"switches":  switchesTable, "claims": claimsTable, "patterns": patternsBlock,
	} {
		text, err := make(ctx)
		if err != nil {
			return err
		}
		if page, err = putBlock(page, name, text); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return os.WriteFile(file, page, 0o644)
}

// drawPatterns writes the pictures that the document shows.
func drawPatterns(ctx context.Context, folder string) error {
	found, err := explore.Patterns(ctx, nil, 0)
	if err != nil {
		return err
	}
	for _, f := range found.Figures() {
		if err := writeWhole(filepath.Join(folder, f.Name+".svg"), f.WriteSVG); err != nil {
			return err
		}
	}
	return nil
}

// patternsBlock shows the pictures of the patterns with their words.
func patternsBlock(ctx context.Context) (string, error) {
	found, err := explore.Patterns(ctx, nil, 0)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range found.Figures() {
		fmt.Fprintf(&b, "\n**%s.** %s\n\n![%s](../analysis/plots/pictures/%s.svg)\n\n%s\n", f.Title, f.Caption, f.Title, f.Name, strings.TrimSpace(f.Alt))
	}
	return b.String(), nil
}

// putBlock replaces what stands between the markers of a generated block.
func putBlock(doc []byte, name, text string) ([]byte, error) {
	block := regexp.MustCompile(`(?s)(<!-- generated: ` + regexp.QuoteMeta(name) + ` -->\n).*?(<!-- end generated -->)`)
	if !block.Match(doc) {
		return nil, fmt.Errorf("there is no block <!-- generated: %s -->", name)
	}
	return block.ReplaceAllFunc(doc, func(found []byte) []byte {
		parts := block.FindSubmatch(found)
		return bytes.Join([][]byte{parts[1], []byte(text), parts[2]}, nil)
	}), nil
}

// docCards runs the evidence study with each seed, and scores the findings that the model
// is fitted to and, behind them, those held out.
func docCards(ctx context.Context) ([]analysis.Scorecard, error) {
	var cards []analysis.Scorecard
	for _, seed := range docSeeds {
		v, err := explore.Validate(ctx, explore.ValidationOptions{Seed: &seed, Findings: slices.Concat(analysis.Findings(), analysis.HeldOut())})
		if err != nil {
			return nil, err
		}
		cards = append(cards, v.Scorecard)
	}
	return cards, nil
}

// scoresTable puts the values of findings from one to another side by side.
func scoresTable(all []analysis.Scorecard, from, to int) string {
	var cards []analysis.Scorecard
	for _, card := range all {
		cards = append(cards, analysis.Scorecard{Rows: card.Rows[from:to]})
	}
	var b strings.Builder
	b.WriteString("\n| id | finding | published | accepted |")
	for _, seed := range docSeeds {
		fmt.Fprintf(&b, " seed %d |", seed)
	}
	b.WriteString("\n|---|---|---|---|" + strings.Repeat("---|", len(cards)) + "\n")
	for i, row := range cards[0].Rows {
		f := &row.Finding
		fmt.Fprintf(&b, "| %s | %s | %s | %s |", f.ID, f.Text, f.Published, acceptedText(f))
		for _, card := range cards {
			r := &card.Rows[i]
			fmt.Fprintf(&b, " %.3f %s |", r.Result.Value, r.Verdict)
		}
		b.WriteString("\n")
	}
	b.WriteString("\nOf those that ask something, missed:")
	for i, card := range cards {
		fmt.Fprintf(&b, " %d with seed %d%s", card.Missed(), docSeeds[i], map[bool]string{true: ".\n", false: ","}[i == len(cards)-1])
	}
	return b.String()
}

// acceptedText is what a simulation must reach, in words.
func acceptedText(f *analysis.Finding) string {
	if f.Kind == analysis.Band {
		return fmt.Sprintf("%g to %g", f.Accept.Low, f.Accept.High)
	}
	return string(f.Kind)
}

// claimsTable tries the claims of the theory.
func claimsTable(ctx context.Context) (string, error) {
	table, err := claims.Check(ctx, claims.Options{})
	if err != nil {
		return "", err
	}
	return markdown(table)
}

func switchesTable(ctx context.Context) (string, error) {
	table, err := explore.Switches(ctx, explore.SwitchOptions{})
	if err != nil {
		return "", err
	}
	return markdown(table)
}

// markdown is a table as a block of a document.
func markdown(table interface{ WriteMarkdown(w io.Writer) error }) (string, error) {
	var b bytes.Buffer
	b.WriteString("\n")
	err := table.WriteMarkdown(&b)
	return b.String(), err
}
