# Reads the formula of a release as Homebrew would on each of its platforms, and installs
# from the archives that lie beside it: every file that it names must be in them, and the
# test of the formula passes on the platform at hand.
#
#   ruby .ci/packaging/formula.rb dist

require "digest"
require "fileutils"
require "pathname"
require "tmpdir"

# Of Homebrew's formulas what ours uses.
class Formula
  FIELDS = %i[desc homepage version license url sha256].freeze

  class << self
    attr_accessor :at_test

    FIELDS.each do |field|
      define_method(field) { |value = nil| value ? instance_variable_set("@#{field}", value) : instance_variable_get("@#{field}") }
    end

    def on_macos = (yield if $platform[0] == :darwin)
    def on_linux = (yield if $platform[0] == :linux)
    def on_arm = (yield if $platform[1] == :arm64)
    def on_intel = (yield if $platform[1] == :amd64)
    def test(&block) = (self.at_test = block)
  end

  # Folder is a place of an installation that takes files, some under another name.
  class Folder < Pathname
    def install(*files)
      mkpath
      files.flatten.each do |file|
        from, to = file.is_a?(Hash) ? file.first : [file, File.basename(file)]
        FileUtils.cp(from, self / to)
      end
    end
  end

  def initialize(prefix)
    @prefix = Pathname(prefix)
  end

  {
    bin: "bin", man1: "share/man/man1", bash_completion: "etc/bash_completion.d",
    zsh_completion: "share/zsh/site-functions", fish_completion: "share/fish/vendor_completions.d",
  }.each { |name, place| define_method(name) { Folder.new(@prefix / place) } }

  def system(*command)
    Kernel.system(*command.map(&:to_s), %i[out err] => File::NULL) || raise("#{command.join(" ")} failed")
  end
end

here = [RUBY_PLATFORM.include?("darwin") ? :darwin : :linux, RUBY_PLATFORM.match?(/arm64|aarch64/) ? :arm64 : :amd64]
dist = Pathname(ARGV.fetch(0)).expand_path
tried = %i[darwin linux].product(%i[arm64 amd64]).filter_map do |platform|
  $platform = platform
  Object.send(:remove_const, :Rapport) if Object.const_defined?(:Rapport)
  load dist / "rapport.rb"
  lacking = Formula::FIELDS.reject { |field| Rapport.send(field) }
  raise "#{platform.join("/")}: the formula lacks #{lacking.join(", ")}" if lacking.any?

  archive = dist / File.basename(Rapport.url)
  next unless archive.exist?
  raise "#{archive.basename}: another checksum" unless Digest::SHA256.file(archive).hexdigest == Rapport.sha256

  Dir.mktmpdir do |work|
    Kernel.system("tar", "-xzf", archive.to_s, "-C", work, "--strip-components=1") or raise "tar"
    Dir.chdir(work) { Rapport.new("#{work}/prefix").install }
    %w[bin/rapport share/man/man1/rapport.1 share/man/man1/rapport-run.1 etc/bash_completion.d/rapport
       share/zsh/site-functions/_rapport share/fish/vendor_completions.d/rapport.fish].each do |file|
      raise "#{platform.join("/")}: no #{file}" unless File.size?("#{work}/prefix/#{file}")
    end
    Dir.chdir(work) { Rapport.new("#{work}/prefix").instance_eval(&Rapport.at_test) } if platform == here
  end
  platform.join("/") + (platform == here ? " (tested)" : "")
end
raise "no archive that the formula names is in #{dist}" if tried.empty?

puts "Homebrew's formula installs: #{tried.join(", ")}"
