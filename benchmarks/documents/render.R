# Make parameterised reports to PDF in one R process: render.R DOCUMENT STYLES CONTENT OUTPUT ID...
# R sets this for itself; the programs that pandoc starts would load its libraries instead of theirs.
Sys.unsetenv("LD_LIBRARY_PATH")
words <- commandArgs(trailingOnly = TRUE)
to_pdf <- rmarkdown::output_format(
  knitr = rmarkdown::knitr_options(opts_chunk = list(dev = "svg")),
  pandoc = rmarkdown::pandoc_options(
    to = "html5", ext = ".pdf",
    args = c("--standalone", "--pdf-engine=weasyprint", "--css", words[2])
  ),
  clean_supporting = FALSE
)
for (id in words[-(1:4)]) {
  rmarkdown::render(
    words[1], to_pdf, output_file = paste0(id, ".pdf"), output_dir = words[4],
    intermediates_dir = file.path(words[4], id), quiet = TRUE, envir = new.env(),
    params = list(
      content = file.path(words[3], paste0(id, ".json")),
      grades = file.path(words[3], paste0(id, ".csv"))
    )
  )
}
