import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AdminChange","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/AdminChange.md","filePath":"api/node/relay/interfaces/AdminChange.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/AdminChange.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / AdminChange</p><h1 id="interface-adminchange" tabindex="-1">Interface: AdminChange <a class="header-anchor" href="#interface-adminchange" aria-label="Permalink to &quot;Interface: AdminChange&quot;">​</a></h1><p>Something that an administrator has done, or has tried; for the log.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="address" tabindex="-1">address? <a class="header-anchor" href="#address" aria-label="Permalink to &quot;address?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>address?</strong>: <code>string</code></p></blockquote><hr><h3 id="administrator" tabindex="-1">administrator <a class="header-anchor" href="#administrator" aria-label="Permalink to &quot;administrator&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>administrator</strong>: <code>string</code></p></blockquote><p>Name of a key or subject of a token.</p><hr><h3 id="channel" tabindex="-1">channel? <a class="header-anchor" href="#channel" aria-label="Permalink to &quot;channel?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>channel?</strong>: <code>string</code></p></blockquote><hr><h3 id="details" tabindex="-1">details? <a class="header-anchor" href="#details" aria-label="Permalink to &quot;details?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>details?</strong>: <code>Readonly</code>&lt;<code>Record</code>&lt;<code>string</code>, <code>unknown</code>&gt;&gt;</p></blockquote><p>What was asked, without anything secret: bodies have no secrets.</p><hr><h3 id="operation" tabindex="-1">operation <a class="header-anchor" href="#operation" aria-label="Permalink to &quot;operation&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>operation</strong>: <code>string</code></p></blockquote><p>Id of the operation.</p><hr><h3 id="status" tabindex="-1">status <a class="header-anchor" href="#status" aria-label="Permalink to &quot;status&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>status</strong>: <code>number</code></p></blockquote><p>200, or the status of the refusal.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/AdminChange.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AdminChange = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AdminChange as default
};
