# SPDX-License-Identifier: MIT
# fish completion for wirewatch(1)

function __wirewatch_names
    set -l config $XDG_CONFIG_HOME
    test -n "$config"; or set config ~/.config
    test -r $config/wirewatch/watchlist
    and sed -nE "s/^[[:blank:]]*\[($argv[1])[[:blank:]]+([^]]*[^][:blank:]])[[:blank:]]*\].*/\2/p" $config/wirewatch/watchlist
end

set -l places check test alerts status feeds reload
set -l json check test alerts status feeds

complete -c wirewatch -f
complete -c wirewatch -s h -l help -d 'Say how it is used'
complete -c wirewatch -l color -x -a 'auto always never' -d Colours
complete -c wirewatch -n __fish_use_subcommand -s V -l version -d 'The version'

complete -c wirewatch -n __fish_use_subcommand -a demo -d 'A small world of news, watched for 20 seconds'
complete -c wirewatch -n __fish_use_subcommand -a init -d 'Write a watchlist to start from'
complete -c wirewatch -n __fish_use_subcommand -a check -d 'Look for mistakes in the watchlist'
complete -c wirewatch -n __fish_use_subcommand -a test -d 'What would match, where, and why'
complete -c wirewatch -n __fish_use_subcommand -a alerts -d 'What you were told, and why'
complete -c wirewatch -n __fish_use_subcommand -a status -d 'Is it running, are the feeds fine'
complete -c wirewatch -n __fish_use_subcommand -a feeds -d 'Every feed, how it is, when it is polled next'
complete -c wirewatch -n __fish_use_subcommand -a reload -d 'Make the service read the watchlist again'
complete -c wirewatch -n __fish_use_subcommand -a parse -d 'Print a feed as JSON Feed 1.1'
complete -c wirewatch -n __fish_use_subcommand -a match -d 'Match many documents, one JSON line each'
complete -c wirewatch -n __fish_use_subcommand -a help -d 'Say more about a command'
complete -c wirewatch -n '__fish_seen_subcommand_from help' -a 'demo init check test alerts status feeds reload parse match'

complete -c wirewatch -n "__fish_seen_subcommand_from $places init" -s c -l config -r -F -d 'The watchlist'
complete -c wirewatch -n "__fish_seen_subcommand_from $places" -l state -x -a '(__fish_complete_directories)' -d 'The memory of the daemon'
complete -c wirewatch -n "__fish_seen_subcommand_from $places init" -l system -d 'The system service'
complete -c wirewatch -n "__fish_seen_subcommand_from $json" -l json -d 'JSON instead of text'
complete -c wirewatch -n '__fish_seen_subcommand_from init' -s p -l print -d 'To standard output'
complete -c wirewatch -n '__fish_seen_subcommand_from test' -s a -l all -d 'Also what did not match'
complete -c wirewatch -n '__fish_seen_subcommand_from test' -s w -l why -d 'The tree of conditions'
complete -c wirewatch -n '__fish_seen_subcommand_from test' -l feed -x -a '(__wirewatch_names feed)' -d 'As if from this feed'
complete -c wirewatch -n '__fish_seen_subcommand_from test' -l lang -x -d 'As if in this language'
complete -c wirewatch -n '__fish_seen_subcommand_from test alerts' -s t -l topic -x -a "(__wirewatch_names 'topic|figure')" -d 'Only this topic'
complete -c wirewatch -n '__fish_seen_subcommand_from alerts' -s f -l follow -d 'Go on as they come'
complete -c wirewatch -n '__fish_seen_subcommand_from alerts' -s n -l limit -x -d 'The last N'
complete -c wirewatch -n '__fish_seen_subcommand_from alerts' -l since -x -d 'Only of the last 90m, 12h, 7d'
complete -c wirewatch -n '__fish_seen_subcommand_from alerts' -s u -l unread -d 'Only unread'
complete -c wirewatch -n '__fish_seen_subcommand_from alerts' -s a -l all -d 'Also what the first poll found'
complete -c wirewatch -n '__fish_seen_subcommand_from match' -s w -l watchlist -r -F -d 'The watchlist'
complete -c wirewatch -n '__fish_seen_subcommand_from match' -s j -l jobs -x -d 'Threads'
complete -c wirewatch -n '__fish_seen_subcommand_from match' -s f -l figures -d 'All figures, too'
complete -c wirewatch -n '__fish_seen_subcommand_from check parse match test' -F
