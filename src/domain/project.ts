export interface Project {
  readonly id: string;
  /** Upper-case key that starts every issue key of the project: `NIM`. */
  readonly key: string;
  readonly name: string;
  readonly style: 'company-managed' | 'team-managed';
  readonly url: string;
}

/** A type of issue as a project offers it; names are in the site's language, so logic goes by id and level. */
export interface IssueType {
  readonly id: string;
  readonly name: string;
  readonly isSubtask: boolean;
  /** -1 sub-task, 0 standard, 1 epic and above. */
  readonly hierarchyLevel: number;
  /** Jira's picture for the type (`10303` = bug), the same on every site and in every language; for icons only. */
  readonly avatarId?: string;
}

/** One field of the form by which a project creates (or transitions) an issue of one type. */
export interface FormField {
  /** `summary`, `customfield_10016` … */
  readonly id: string;
  readonly name: string;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
  /** `schema.type` of the wire: `string`, `array`, `option`, `user`, `priority` … */
  readonly type: string;
  /** `schema.items` of the wire: what an `array` holds: `string`, `option`, `user`, `version` … */
  readonly itemType?: string;
  /** `schema.custom` of the wire, for custom fields. */
  readonly customType?: string;
  readonly allowedValues?: readonly AllowedValue[];
}

export interface AllowedValue {
  readonly id: string;
  readonly name: string;
  /** Second level of a cascading field. */
  readonly children?: readonly AllowedValue[];
}
