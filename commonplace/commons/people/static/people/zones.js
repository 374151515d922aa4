// Puts the zone of this device's clock first; where nobody has chosen yet, it is chosen.
// Without it the list is complete all the same.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const select of document.querySelectorAll("select[data-zones]")) {
  const option = [...select.options].find((one) => one.value === here);
  const likely = select.querySelector("optgroup");
  if (!option || !likely) continue;
  if (option.parentElement !== likely) likely.prepend(new Option(option.text, here));
  if (select.dataset.zones === "choose") select.value = here;
}
