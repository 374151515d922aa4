// Offers to fill in where this device is, where a point is asked for. Nothing is sent before the form is.

for (const input of document.querySelectorAll("input[data-point]")) {
  if (!navigator.geolocation) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet";
  button.textContent = input.dataset.point;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        input.value = `${coords.latitude.toFixed(3)}, ${coords.longitude.toFixed(3)}`;
        button.disabled = false;
        input.focus();
      },
      () => {
        told.textContent = input.dataset.pointUnknown;
        button.remove();
        input.focus();
      },
      { timeout: 20000, maximumAge: 600000 },
    );
  });
  const told = document.createElement("p");
  told.className = "hint";
  told.role = "status";
  input.after(button, told);
}
