import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PlayCommand","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/PlayCommand.md","filePath":"api/browser/type-aliases/PlayCommand.md"}');
const _sfc_main = { name: "api/browser/type-aliases/PlayCommand.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / PlayCommand</p><h1 id="type-alias-playcommand" tabindex="-1">Type Alias: PlayCommand <a class="header-anchor" href="#type-alias-playcommand" aria-label="Permalink to &quot;Type Alias: PlayCommand&quot;">​</a></h1><blockquote><p><strong>PlayCommand</strong> = { <code>action</code>: <code>&quot;pause&quot;</code> | <code>&quot;resume&quot;</code> | <code>&quot;next&quot;</code>; } | { <code>action</code>: <code>&quot;seek&quot;</code>; <code>positionMs</code>: <code>number</code>; }</p></blockquote><p>What is asked for; positions are in ms of the track.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/PlayCommand.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PlayCommand = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PlayCommand as default
};
