package main

import (
	"strings"

	"github.com/spf13/cobra"

	"rapport/configs"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// offering lets shells complete what the usage of a verb calls STUDY, TABLE or RUN, and the
// parameters of --set.
func offering(root *cobra.Command) {
	for _, v := range root.Commands() {
		_, what, _ := strings.Cut(v.Use, " ")
		switch {
		case strings.HasPrefix(what, "STUDY") || strings.HasPrefix(what, "[STUDY"):
			v.ValidArgsFunction = offered(studiesOffered, cobra.ShellCompDirectiveDefault) // or a file
		case what == "[TABLE]":
			v.ValidArgsFunction = offered(tablesOffered, cobra.ShellCompDirectiveNoFileComp)
		case strings.HasPrefix(what, "RUN") || what == "[RUN]" || strings.HasPrefix(what, "SHARD"):
			v.ValidArgsFunction = offered(nothingOffered, cobra.ShellCompDirectiveFilterDirs)
		}
		for flag, names := range map[string][]string{"lesson": configs.Lessons(), "instrument": configs.Instruments()} {
			if f := v.Flags().Lookup(flag); f == nil || f.Value.Type() != "string" {
				continue
			}
			if err := v.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(names, cobra.ShellCompDirectiveDefault)); err != nil { // or a file
				panic("rapport: " + err.Error()) // cannot happen: the flag is there, and is registered once
			}
		}
		if v.Flags().Lookup("set") != nil {
			set := offered(parametersOffered, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace)
			if err := v.RegisterFlagCompletionFunc("set", set); err != nil {
				panic("rapport: " + err.Error()) // cannot happen: the flag is there, and is registered once
			}
		}
	}
}

// offered completes with those that begin as what is typed; only the first argument, unless
// the verb takes several.
func offered(all func() []cobra.Completion, otherwise cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		several := strings.Contains(c.Use, "...") || strings.Contains(c.Use, "…")
		if len(args) > 0 && !several && otherwise&cobra.ShellCompDirectiveNoSpace == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var found []cobra.Completion
		for _, one := range all() {
			if strings.HasPrefix(one, typed) {
				found = append(found, one)
			}
		}
		return found, otherwise
	}
}

func nothingOffered() []cobra.Completion { return nil }

func studiesOffered() (all []cobra.Completion) {
	for _, name := range configs.Names() {
		title := ""
		if s, _, err := openStudy(name, study.Overrides{NoEnvironment: true}); err == nil {
			title = s.Title
		}
		all = append(all, cobra.CompletionWithDesc(name, title))
	}
	return all
}

func tablesOffered() (all []cobra.Completion) {
	for _, t := range record.Dictionary() {
		all = append(all, cobra.CompletionWithDesc(t.Name, t.Description))
	}
	return all
}

func parametersOffered() (all []cobra.Completion) {
	setting := population.DefaultSetting()
	for _, p := range setting.Params() {
		all = append(all, cobra.CompletionWithDesc(p.Name+"=", p.Meaning))
	}
	return all
}
