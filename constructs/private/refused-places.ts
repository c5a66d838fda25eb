import { PlaceError } from "../../files/places";

/** What a look at the places that a deploy writes to refuses, as a validation of a construct says it. */
export function refusedPlaces(look: () => void): string[] {
  try {
    look();
    return [];
  } catch (error) {
    if (error instanceof PlaceError) return [`${error.message} Nothing was changed.`];
    throw error;
  }
}
